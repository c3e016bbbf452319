/** Counts calls of a listener, and tells when there were enough. */
export class Tally {
  count = 0;
  last = undefined;
  #target = 0;
  #done = () => {};

  /** The listener. */
  receive = (value) => {
    this.last = value;
    if (++this.count === this.#target) this.#done();
  };

  /** Resolves once `more` calls have come. */
  expect(more) {
    this.#target = this.count + more;
    return new Promise((resolve) => {
      this.#done = resolve;
    });
  }
}
