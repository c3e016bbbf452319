import { PERIOD } from "./model.js";

/** Calls `task` now and a few times a second, before a frame is painted; never in a hidden page. */
export class Loop {
  readonly #task: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #frame: number | undefined;

  constructor(task: () => void) {
    this.#task = task;
  }

  /** Begins, if it has not. */
  start(): void {
    if (this.#timer !== undefined || this.#frame !== undefined) return;
    this.#run();
  }

  /** Ends; nothing is called any more. */
  stop(): void {
    clearTimeout(this.#timer);
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#timer = undefined;
    this.#frame = undefined;
  }

  readonly #run = (): void => {
    this.#frame = undefined;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#frame = requestAnimationFrame(this.#run);
    }, PERIOD);
    // Last: it may stop the loop.
    this.#task();
  };
}
