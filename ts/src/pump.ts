import { macrotask } from "./macrotask.js";

/** Deliveries in one turn, at most. */
const MAX_DELIVERIES = 1024;
/** Milliseconds of one turn, about. */
const MAX_TIME = 4;
/** How many deliveries pass between two looks at the clock. */
const CLOCK_EVERY = 16;

// Taken once, so that fake timers of a test do not stop the clock.
const clock: { now(): number } = globalThis.performance ?? Date;
const now = /*@__PURE__*/ clock.now.bind(clock);

// A reaction to a promise is the cheapest microtask: Node's queueMicrotask makes an
// object for async hooks each time.
const settled = /*@__PURE__*/ Promise.resolve();

/** Pumps that wait for {@link release}; `undefined` while nothing is held. */
let held: Pump[] | undefined;

/**
 * Holds deliveries back until {@link release}, which then makes them at once. For who
 * stands at the bottom of the stack, as the handler of a socket does: a microtask would
 * come next anyway.
 *
 * @returns What to give to `release`.
 */
export function hold(): Pump[] | undefined {
  const outer = held;
  held = [];
  return outer;
}

/** Makes the deliveries that were held back since {@link hold}. */
export function release(outer: Pump[] | undefined): void {
  const pumps = held;
  held = outer;
  if (pumps !== undefined) for (const pump of pumps) pump.run();
}

/** What a turn may still do before timers and rendering get theirs. */
export class Budget {
  #deliveries = 0;
  /** When the turn is over; 0 until it has gone on long enough to look at the clock. */
  #until = 0;

  /** Counts a delivery. */
  spend(): void {
    this.#deliveries++;
  }

  /** Whether the turn is over. */
  get spent(): boolean {
    const done = this.#deliveries;
    if (done >= MAX_DELIVERIES) return true;
    if (done % CLOCK_EVERY !== 0 || done === 0) return false;
    const time = now();
    if (this.#until === 0) this.#until = time + MAX_TIME;
    return time >= this.#until;
  }
}

/** Something with news to deliver. */
export interface Fed {
  /** Set by the pump while it waits for its turn. */
  queued: boolean;
  /** Told that its record was written. */
  news(): void;
  /** Delivers until there is nothing left (`false`) or the budget is spent (`true`). */
  run(budget: Budget): boolean;
}

/** Where the pump finds out what to do. */
export interface PumpSource {
  /** A feed whose record has news, if there is one. */
  nextReady(): Fed | undefined;
}

/**
 * Delivers a database's values to its listeners: in microtasks, as long as there are
 * not too many of them; then in tasks between which timers and rendering go on.
 */
export class Pump {
  readonly #source: PumpSource;
  readonly #queue: Fed[] = [];
  #scheduled = false;
  #running = false;

  constructor(source: PumpSource) {
    this.#source = source;
  }

  /** Called by the module when a record has news. */
  readonly ready = (): void => {
    // A running turn asks for news itself before it ends.
    if (this.#scheduled || this.#running) return;
    this.#scheduled = true;
    if (held !== undefined) held.push(this);
    else void settled.then(this.#turn);
  };

  /** Delivers now. */
  run(): void {
    this.#turn();
  }

  /** Gives a feed a turn though its record has no news. */
  enqueue(feed: Fed): void {
    if (feed.queued) return;
    feed.queued = true;
    this.#queue.push(feed);
    this.ready();
  }

  readonly #turn = (): void => {
    this.#scheduled = false;
    this.#running = true;
    try {
      if (this.#drain(new Budget())) return;
    } finally {
      this.#running = false;
    }
    this.#scheduled = true;
    macrotask(this.#turn);
  };

  /** Whether everything was delivered. */
  #drain(budget: Budget): boolean {
    while (!budget.spent) {
      this.#collect();
      const feed = this.#queue.shift();
      if (feed === undefined) return true;
      feed.queued = false;
      // A feed that is not done goes to the end of the queue: none starves the others.
      if (feed.run(budget) && !feed.queued) {
        feed.queued = true;
        this.#queue.push(feed);
      }
    }
    return false;
  }

  #collect(): void {
    for (;;) {
      const feed = this.#source.nextReady();
      if (feed === undefined) return;
      feed.news();
      if (feed.queued) continue;
      feed.queued = true;
      this.#queue.push(feed);
    }
  }
}
