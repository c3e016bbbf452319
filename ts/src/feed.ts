import { begin, numberAt } from "./frame.js";
import { Outcome } from "./outcome.js";
import type { Budget, Fed } from "./pump.js";

/** Options of a subscription. */
export interface SubscribeOptions {
  /** Told how many values a ring overwrote before this listener got them. */
  readonly onLag?: ((lost: number) => void) | undefined;
  /** Ends the subscription. */
  readonly signal?: AbortSignal | undefined;
}

/** Receives values. What it returns is ignored, except that a rejected promise is reported. */
export type Listener<Out> = (value: Out) => unknown;

/** Ends a subscription. Calling it again does nothing. */
export type Unsubscribe = () => void;

/** The record a feed belongs to, as far as the feed needs it. */
export interface FeedRecord<Out> {
  /** Whether its values are taken by one consumer each. */
  readonly mailbox: boolean;
  /** Whether every value counts, not only the latest. */
  readonly ring: boolean;
  /** Counts the writes to the record; wraps at 2^32. */
  version(): number;
  /** The current value. */
  current(): Out | null;
  /** Reads what `next` left; `version` is the value's number. */
  take(outcome: number, version: number): Out;
  /** Reads the values that `nextMany` left; `version` is the number of the first. */
  takeMany(count: number, version: number): readonly Out[];
  /** Starts the record's reader, behind the current value. */
  listen(): void;
  /** Ends it. */
  unlisten(): void;
  /** Advances it. */
  next(): number;
  /** Advances it by several values, if it can; 0 if `next` is to be asked, -1 if there is none. */
  nextMany(most: number): number;
  /** Starts to ask for news. */
  watch(): void;
  /** Ends that. */
  unwatch(): void;
  /** Asks for a turn of the pump. */
  enqueue(): void;
  /** Whether the database is gone. */
  readonly closed: boolean;
  /** Tells of an error that nobody else sees. */
  report(error: unknown, where: "listener" | "tap" | "read"): void;
}

/** How many values of a ring are read with one call. */
const MOST_AHEAD = 32;

const none: readonly never[] = [];

/** Nothing to deliver at first. */
const nothing = Symbol("nothing");

interface Entry<Out> {
  readonly listener: Listener<Out>;
  readonly onLag: ((lost: number) => void) | undefined;
  readonly role: "listener" | "tap";
  /** The version of the record when the listener came. */
  readonly joined: number;
  /** The value at that time, until it was delivered. */
  first: Out | typeof nothing;
  active: boolean;
}

interface Watcher {
  readonly onChange: () => void;
  active: boolean;
}

/** Feeds one record's listeners from one reader, and tells its watchers of news. */
export class Feed<Out> implements Fed {
  queued = false;
  readonly #record: FeedRecord<Out>;
  // Replaced, never changed: a delivery under way goes on with the list it began with.
  #entries: readonly Entry<Out>[] = [];
  #watchers: readonly Watcher[] = [];
  #hasNews = false;
  #hasFirsts = false;
  /** Values of a ring that were read and wait to be delivered, from `#at` on. */
  #ahead: readonly Out[] = none;
  #at = 0;
  /** Version of the value that was delivered last. */
  #read = 0;
  /** Whose turn it is to take a Mailbox value. */
  #turn = -1;

  constructor(record: FeedRecord<Out>) {
    this.#record = record;
  }

  /** How many listeners there are. */
  get listeners(): number {
    return this.#entries.length;
  }

  /** Adds a listener. */
  subscribe(listener: Listener<Out>, options: SubscribeOptions, role: "listener" | "tap"): Unsubscribe {
    const { onLag, signal } = options;
    if (signal?.aborted === true) return () => {};
    const record = this.#record;
    const first = record.mailbox ? null : record.current();
    const joined = record.version();
    if (this.#entries.length === 0) {
      record.listen();
      this.#read = joined;
    }
    const entry: Entry<Out> = {
      listener,
      onLag,
      role,
      joined,
      first: first === null ? nothing : first,
      active: true,
    };
    this.#entries = [...this.#entries, entry];
    if (record.mailbox) {
      record.enqueue();
    } else if (first !== null) {
      this.#hasFirsts = true;
      record.enqueue();
    }
    const unsubscribe = (): void => {
      if (!entry.active) return;
      entry.active = false;
      this.#entries = this.#entries.filter((other) => other !== entry);
      signal?.removeEventListener("abort", unsubscribe);
      if (this.#entries.length > 0) return;
      this.#ahead = none;
      if (!record.closed) record.unlisten();
    };
    signal?.addEventListener("abort", unsubscribe);
    return unsubscribe;
  }

  /** Adds an observer, who is told of news but takes no value away. */
  watch(onChange: () => void): Unsubscribe {
    const watcher: Watcher = { onChange, active: true };
    if (this.#watchers.length === 0) this.#record.watch();
    this.#watchers = [...this.#watchers, watcher];
    return () => {
      if (!watcher.active) return;
      watcher.active = false;
      this.#watchers = this.#watchers.filter((other) => other !== watcher);
      if (this.#watchers.length === 0 && !this.#record.closed) this.#record.unwatch();
    };
  }

  /** Ends every subscription: the database is gone. */
  close(): void {
    for (const entry of this.#entries) entry.active = false;
    for (const watcher of this.#watchers) watcher.active = false;
    this.#entries = [];
    this.#watchers = [];
    this.#ahead = none;
  }

  news(): void {
    this.#hasNews = true;
  }

  run(budget: Budget): boolean {
    if (this.#hasNews) {
      this.#hasNews = false;
      for (const watcher of this.#watchers) {
        if (watcher.active) this.#tell(watcher.onChange);
      }
    }
    if (this.#hasFirsts) {
      this.#hasFirsts = false;
      for (const entry of this.#entries) this.#deliverFirst(entry, budget);
    }
    while (this.#entries.length > 0) {
      if (budget.spent) return true;
      if (!this.#deliverNext(budget)) return false;
    }
    return false;
  }

  #deliverFirst(entry: Entry<Out>, budget: Budget): void {
    const { first } = entry;
    if (first === nothing || !entry.active) return;
    entry.first = nothing;
    // Unless every value counts, a newer one replaces it: the reader has it.
    if (!this.#record.ring && this.#record.version() !== entry.joined) return;
    this.#deliver(entry, first, budget);
  }

  /** Delivers one value to whom it concerns. */
  #deliverNext(budget: Budget): boolean {
    const record = this.#record;
    if (record.closed) return false;
    if (this.#at < this.#ahead.length) {
      this.#deliverAhead(budget);
      return true;
    }
    if (record.ring) {
      const count = record.nextMany(MOST_AHEAD);
      if (count < 0) return false;
      if (count > 0) {
        this.#ahead = record.takeMany(count, (this.#read + 1) >>> 0);
        this.#at = 0;
        return true;
      }
    }
    const outcome = record.next();
    switch (outcome) {
      case Outcome.Done:
      case Outcome.Closed:
        return false;
      case Outcome.Lagged:
        begin();
        this.#lag(numberAt(0));
        return true;
    }
    this.#read = record.ring ? (this.#read + 1) >>> 0 : record.version();
    let value: Out;
    try {
      value = record.take(outcome, this.#read);
    } catch (error) {
      record.report(error, "read");
      budget.spend();
      return true;
    }
    const entries = this.#entries;
    if (record.mailbox) {
      this.#turn = this.#turn >= entries.length - 1 ? 0 : this.#turn + 1;
      this.#deliver(entries[this.#turn]!, value, budget);
    } else {
      this.#deliverAll(value, budget);
    }
    return true;
  }

  #deliverAhead(budget: Budget): void {
    const value = this.#ahead[this.#at++] as Out;
    if (this.#at === this.#ahead.length) this.#ahead = none;
    this.#read = (this.#read + 1) >>> 0;
    this.#deliverAll(value, budget);
  }

  /** Delivers the value numbered `#read` to all that were there when it was written. */
  #deliverAll(value: Out, budget: Budget): void {
    const version = this.#read;
    for (const entry of this.#entries) {
      if (((version - entry.joined) | 0) > 0) this.#deliver(entry, value, budget);
    }
  }

  #deliver(entry: Entry<Out>, value: Out, budget: Budget): void {
    budget.spend();
    if (!entry.active) return;
    try {
      const result = entry.listener(value);
      if (result !== undefined) this.#settle(result, entry.role);
    } catch (error) {
      this.#record.report(error, entry.role);
    }
  }

  /** A listener may be an async function; what it throws comes later. */
  #settle(result: unknown, role: "listener" | "tap"): void {
    if (result instanceof Promise) {
      result.catch((error: unknown) => this.#record.report(error, role));
    }
  }

  #lag(lost: number): void {
    this.#read = (this.#read + lost) >>> 0;
    for (const entry of this.#entries) {
      if (entry.onLag === undefined || !entry.active) continue;
      const missed = Math.min(lost, (this.#read - entry.joined) | 0);
      if (missed <= 0) continue;
      const { onLag } = entry;
      this.#tell(() => onLag(missed));
    }
  }

  #tell(callback: () => void): void {
    try {
      callback();
    } catch (error) {
      this.#record.report(error, "listener");
    }
  }
}
