// What the panel knows: samples of the records and connections, and what went wrong.

import type { BridgeError, BridgeStats, BridgeStatus } from "../bridge-types.js";
import type { AnyContract } from "../contract.js";
import type { Database, WasmDb } from "../db.js";
import type { Incident } from "../errors.js";
import type { RecordHandle, RecordStats } from "../record.js";
import { formatPath, isContractViolation } from "../violation.js";

/** Milliseconds between two samples. */
export const PERIOD = 250;
/** Samples kept of a signal: half a minute. */
export const HISTORY = 120;
/** Samples that a rate is taken over: two seconds. */
const RATE_SPAN = 8;
/** Problems kept; the same one again only counts. */
const PROBLEMS = 200;

/** A record as it was sampled. */
export interface RecordView extends RecordStats {
  readonly schema: AnyContract;
  /** The current value; `null` if there is none. */
  readonly value: unknown;
  /** Why it cannot be read, if so. */
  readonly unreadable: string | null;
  /** Values written a second. */
  readonly rate: number;
  /** The signal of the contract, sample by sample; `NaN` where there was none. */
  readonly history: readonly number[];
}

/** A connection as it was sampled. */
export interface BridgeView {
  readonly status: BridgeStatus;
  readonly paused: boolean;
  readonly stats: BridgeStats;
}

/** Something that went wrong, once or several times. */
export interface Problem {
  /** When last, in Unix milliseconds. */
  readonly at: number;
  /** How often. */
  readonly count: number;
  /** Where: `set`, `bridge`, `source`, … */
  readonly in: Incident["in"];
  readonly key: string | null;
  /** A bridge's code, `contract` for a value that breaks one, the error's name else. */
  readonly code: string;
  /** Where in the value, e.g. `location.latitude`; empty where that says nothing. */
  readonly path: string;
  readonly message: string;
}

/** Everything at one time. */
export class Model {
  records: readonly RecordView[] = [];
  bridges: readonly BridgeView[] = [];
  /** When the sample was taken, in Unix milliseconds. */
  at = 0;
  readonly #db: Database;
  readonly #tracks = new Map<string, Track>();
  /** By what makes one the same as another; the newest last. */
  readonly #problems = new Map<string, Problem>();
  #problemCount = 0;
  /** Errors seen: what `set` threw in a source comes again as the source's. */
  readonly #seen = new WeakSet<object>();

  constructor(db: Database) {
    this.#db = db;
  }

  /** Whether the database is still there. */
  get closed(): boolean {
    return this.#db.closed;
  }

  /** What went wrong, the newest first. */
  get problems(): Problem[] {
    return [...this.#problems.values()].reverse();
  }

  /** How much of it there was, repetitions included. */
  get problemCount(): number {
    return this.#problemCount;
  }

  /** Looks at everything. Nothing is sampled of a database that was freed. */
  sample(): void {
    if (this.closed) return;
    const now = performance.now();
    this.at = Date.now();
    this.records = this.#db.records().map((stats) => this.#trackOf(stats).sample(stats, now));
    this.bridges = this.#db.bridges().map((bridge) => ({
      status: bridge.status(),
      paused: bridge.paused,
      stats: bridge.stats(),
    }));
  }

  /** Begins a new line in the histories: time went by unseen. */
  interrupt(): void {
    for (const track of this.#tracks.values()) track.interrupt();
  }

  /** Forgets histories and problems. */
  clear(): void {
    this.#tracks.clear();
    this.#problems.clear();
    this.#problemCount = 0;
    this.sample();
  }

  /** Takes note of what went wrong; `false` if it was known. */
  note({ key, in: where, error }: Incident): boolean {
    if (typeof error === "object" && error !== null) {
      if (this.#seen.has(error)) return false;
      this.#seen.add(error);
    }
    const told = { key, in: where, ...describe(error) };
    const identity = Object.values(told).join("\n");
    const before = this.#problems.get(identity)?.count ?? 0;
    this.#problems.delete(identity);
    this.#problems.set(identity, { at: Date.now(), count: before + 1, ...told });
    this.#problemCount++;
    if (this.#problems.size > PROBLEMS) {
      const [[oldest, { count }]] = this.#problems as Iterable<[string, Problem]> as [[string, Problem]];
      this.#problems.delete(oldest);
      this.#problemCount -= count;
    }
    return true;
  }

  #trackOf({ key }: RecordStats): Track {
    let track = this.#tracks.get(key);
    if (track === undefined) {
      // Typed or not, it is this one; the key is known to be a record's.
      track = new Track((this.#db as WasmDb).record<unknown, never>(key));
      this.#tracks.set(key, track);
    }
    return track;
  }
}

/** Follows one record. */
class Track {
  readonly #record: RecordHandle<unknown, never>;
  #history: readonly number[] = [];
  #counts: { readonly at: number; readonly produced: number }[] = [];
  #produced = -1;
  #value: unknown = null;
  #unreadable: string | null = null;

  constructor(record: RecordHandle<unknown, never>) {
    this.#record = record;
  }

  sample(stats: RecordStats, now: number): RecordView {
    const { contract } = this.#record;
    if (stats.produced !== this.#produced) this.#read(stats.produced);
    if (contract.signal !== "") {
      this.#history = [...this.#history.slice(1 - HISTORY), signalOf(this.#value, contract.signal)];
    }
    this.#counts = [...this.#counts.slice(-RATE_SPAN), { at: now, produced: stats.produced }];
    const [first] = this.#counts;
    const span = now - first!.at;
    return {
      ...stats,
      schema: contract,
      value: this.#value,
      unreadable: this.#unreadable,
      rate: span === 0 ? 0 : ((stats.produced - first!.produced) * 1000) / span,
      history: this.#history,
    };
  }

  interrupt(): void {
    this.#counts = [];
    if (this.#history.length > 0) this.#history = [...this.#history, NaN];
  }

  #read(produced: number): void {
    this.#produced = produced;
    try {
      this.#value = this.#record.get();
      this.#unreadable = null;
    } catch (error) {
      this.#value = null;
      this.#unreadable = messageOf(error);
    }
  }
}

function signalOf(value: unknown, signal: string): number {
  if (typeof value !== "object" || value === null) return NaN;
  const part: unknown = (value as { [name: string]: unknown })[signal];
  return typeof part === "number" || typeof part === "bigint" ? Number(part) : NaN;
}

function describe(error: unknown): Pick<Problem, "code" | "path" | "message"> {
  if (isContractViolation(error)) {
    const { expected, received, path } = error;
    return { code: "contract", path: formatPath(path), message: `expected ${expected}, got ${received}` };
  }
  if (isBridgeError(error)) {
    if (error.violation !== undefined) return describe(error.violation);
    return { code: error.code, path: "", message: error.message };
  }
  return { code: error instanceof Error ? error.name : "thrown", path: "", message: messageOf(error) };
}

function isBridgeError(error: unknown): error is BridgeError {
  return typeof error === "object" && error !== null && !(error instanceof Error) && "code" in error;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
