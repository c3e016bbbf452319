import type { Unsubscribe } from "./feed.js";

/** Functions to call when something happens. */
export class Listeners<Event> {
  // Replaced, never changed: a call under way goes on with the list it began with.
  #entries: readonly { readonly listener: (event: Event) => unknown }[] = [];
  readonly #report: (error: unknown) => void;

  /** What a listener throws goes to `report`, and the others are called all the same. */
  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  /** How many there are. */
  get size(): number {
    return this.#entries.length;
  }

  /** Adds one; the same function may be there twice. */
  add(listener: (event: Event) => unknown): Unsubscribe {
    const entry = { listener };
    this.#entries = [...this.#entries, entry];
    return () => {
      this.#entries = this.#entries.filter((other) => other !== entry);
    };
  }

  /** Calls all that are still there. */
  call(event: Event): void {
    for (const entry of this.#entries) {
      if (!this.#entries.includes(entry)) continue;
      try {
        entry.listener(event);
      } catch (error) {
        this.#report(error);
      }
    }
  }

  /** Removes all. */
  clear(): void {
    this.#entries = [];
  }
}
