import type { BufferArguments } from "./buffer.js";
import { checkFunction } from "./arguments.js";
import type { Contract } from "./contract.js";
import { encodes, sendText, takeValue, takeValues, takeViolation } from "./crossing.js";
import { peekWord, readWord } from "./engine.js";
import { Feed, type FeedRecord, type Listener, type SubscribeOptions, type Unsubscribe } from "./feed.js";
import { begin, numberAt } from "./frame.js";
import { freezeAll } from "./freeze.js";
import type { Host } from "./host.js";
import { Outcome } from "./outcome.js";

/** What is known of a record. */
export interface RecordStats {
  /** Its key. */
  readonly key: string;
  /** Name of its contract. */
  readonly contract: string;
  /** Version of its contract. */
  readonly version: number;
  /** How it keeps values. */
  readonly buffer: "SpmcRing" | "SingleLatest" | "Mailbox";
  /** How many values a ring holds. */
  readonly capacity: number | null;
  /** Subscriptions and taps. */
  readonly listeners: number;
  /** Values written to it. */
  readonly produced: number;
  /** Values that its listeners got. */
  readonly delivered: number;
  /** Values that were overwritten before its listeners got them. */
  readonly lagged: number;
  /** When it was written last, in Unix milliseconds; `null` if never. */
  readonly lastUpdate: number | null;
}

/** Not an index of any word. */
const NOWHERE = -1;

/** A record as the package sees it. */
export class RecordCore<Out, In> implements FeedRecord<Out> {
  readonly feed: Feed<Out> = new Feed(this);
  readonly mailbox: boolean;
  readonly ring: boolean;
  #snapshot: Out | null = null;
  /** Version of the record that the snapshot is of; -1 for none. */
  #snapshotVersion = -1;
  /** Where in the module's memory the record's version is. */
  #word = NOWHERE;

  constructor(
    readonly host: Host,
    readonly key: string,
    readonly slot: number,
    readonly contract: Contract<Out, In>,
    readonly buffer: BufferArguments,
  ) {
    this.mailbox = buffer.kind === "Mailbox";
    this.ring = buffer.kind === "SpmcRing";
  }

  /** The current value: the same object as long as the record is unchanged. */
  get(): Out | null {
    return peekWord(this.#word) === this.#snapshotVersion ? this.#snapshot : this.#fetch();
  }

  #fetch(): Out | null {
    const { raw } = this.host;
    const version = this.version();
    // The module's memory may have moved, and nothing else happened.
    if (version === this.#snapshotVersion) return this.#snapshot;
    const value = takeValue(raw.get(this.slot), this.contract) ?? null;
    return this.#keep(value, version);
  }

  #keep<Value extends Out | null>(value: Value, version: number): Value {
    if (this.host.freeze) freezeAll(value);
    this.#snapshot = value;
    this.#snapshotVersion = version;
    return value;
  }

  /** Writes a value. */
  set(value: In): void {
    if (encodes(this.contract, value)) {
      const outcome = this.host.raw.set(this.slot);
      if (outcome === Outcome.Done) return;
      if (outcome === Outcome.Violation) throw this.#noted(takeViolation([]));
    }
    try {
      sendText(value, (text) => this.host.raw.setText(this.slot, text));
    } catch (error) {
      throw this.#noted(error);
    }
  }

  /** Tells observers of an error before the caller gets it. */
  #noted(error: unknown): unknown {
    this.host.errors.incidents.call({ key: this.key, in: "set", error });
    return error;
  }

  /** Writes a value made from other records: a bridge leaves it here, unless told otherwise. */
  derive(value: In): void {
    if (encodes(this.contract, value)) {
      const outcome = this.host.raw.setDerived(this.slot);
      if (outcome === Outcome.Done) return;
      if (outcome === Outcome.Violation) throw takeViolation([]);
    }
    sendText(value, (text) => this.host.raw.setDerivedText(this.slot, text));
  }

  version(): number {
    if (this.#word === NOWHERE) this.#word = this.host.raw.versionAddress(this.slot) >>> 2;
    return readWord(this.#word);
  }

  current(): Out | null {
    try {
      return this.get();
    } catch (error) {
      if (this.closed) throw error;
      this.report(error, "read");
      return null;
    }
  }

  take(outcome: number, version: number): Out {
    if (version === this.#snapshotVersion) return this.#snapshot as Out;
    const value = takeValue(outcome, this.contract) as Out;
    if (version === this.version()) return this.#keep(value, version);
    if (this.host.freeze) freezeAll(value);
    return value;
  }

  takeMany(count: number, version: number): Out[] {
    const values = takeValues(count, this.contract);
    const known = (this.#snapshotVersion - version) >>> 0;
    if (this.#snapshotVersion >= 0 && known < count) values[known] = this.#snapshot as Out;
    if (this.host.freeze) freezeAll(values);
    const last = (version + count - 1) >>> 0;
    if (last === this.version()) this.#keep(values[count - 1] as Out, last);
    return values;
  }

  listen(): void {
    this.host.raw.listen(this.slot);
  }

  unlisten(): void {
    this.host.raw.unlisten(this.slot);
  }

  next(): number {
    return this.host.raw.next(this.slot);
  }

  nextMany(most: number): number {
    return this.host.raw.nextMany(this.slot, most);
  }

  watch(): void {
    this.host.raw.watch(this.slot);
  }

  unwatch(): void {
    this.host.raw.unwatch(this.slot);
  }

  enqueue(): void {
    this.host.pump.enqueue(this.feed);
  }

  get closed(): boolean {
    return this.host.closed;
  }

  report(error: unknown, where: "listener" | "tap" | "read"): void {
    this.host.errors.report(error, { key: this.key, in: where });
  }

  stats(): RecordStats {
    this.host.raw.stats(this.slot);
    begin();
    const { kind, capacity } = this.buffer;
    const last = numberAt(3);
    return {
      key: this.key,
      contract: this.contract.schemaType,
      version: this.contract.version,
      buffer: kind,
      capacity: kind === "SpmcRing" ? capacity : null,
      listeners: this.feed.listeners,
      produced: numberAt(0),
      delivered: numberAt(1),
      lagged: numberAt(2),
      lastUpdate: last === 0 ? null : last,
    };
  }

  close(): void {
    this.feed.close();
    this.#snapshot = null;
    this.#snapshotVersion = -1;
    this.#word = NOWHERE;
  }
}

/**
 * One record of a database: reading and writing it without looking up its key.
 *
 * @typeParam Out - What a read gives.
 * @typeParam In - What a write accepts.
 *
 * @example
 * ```ts
 * import { openDb } from "@aimdb/wasm";
 *
 * const db = openDb({ records: { vienna: { schemaType: "temperature", buffer: "SingleLatest" } } });
 * const vienna = db.record("vienna");
 * vienna.set({ celsius: 21.5, timestamp: Date.now() });
 * console.log(vienna.get()?.celsius, vienna.contract.unit, vienna.stats().produced);
 * ```
 */
export class RecordHandle<Out, In = Out> {
  readonly #core: RecordCore<Out, In>;

  /** @internal Made by the package: `db.record(key)`. */
  constructor(core: RecordCore<Out, In>) {
    this.#core = core;
  }

  /** The record's key. */
  get key(): string {
    return this.#core.key;
  }

  /** The record's contract. */
  get contract(): Contract<Out, In> {
    return this.#core.contract;
  }

  /** The current value; `null` if there is none yet. The same object while it is unchanged. */
  get(): Out | null {
    return this.#core.get();
  }

  /** The same as {@link get}, as a function of its own: for `useSyncExternalStore`. */
  readonly getSnapshot = (): Out | null => this.#core.get();

  /**
   * Writes a value.
   *
   * @throws ContractViolation if the value breaks the record's contract.
   */
  set(value: In): void {
    this.#core.set(value);
  }

  /**
   * Calls `listener` with the current value, if there is one, and then with newer ones.
   * The first call comes after this function returned.
   */
  subscribe(listener: Listener<Out>, options: SubscribeOptions = {}): Unsubscribe {
    checkFunction(listener, `subscribe to "${this.key}"`);
    return this.#core.feed.subscribe(listener, options, "listener");
  }

  /**
   * Calls `onChange` after the record was written, perhaps once for several writes.
   * Unlike a listener it takes no value away from a Mailbox. For stores and views.
   */
  watch(onChange: () => void): Unsubscribe {
    checkFunction(onChange, `watch of "${this.key}"`);
    return this.#core.feed.watch(onChange);
  }

  /** What is known of the record. */
  stats(): RecordStats {
    return this.#core.stats();
  }
}
