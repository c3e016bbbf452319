import type { Database } from "./db.js";
import type { Listener, SubscribeOptions, Unsubscribe } from "./feed.js";
import { WasmDb, type RecordsOf } from "./generated/index.js";
import type { DbOptions } from "./host.js";
import type { Pipeline, Producer, SimulateOptions } from "./pipeline.js";
import type { RecordHandle } from "./record.js";
import type { Checked, KeyOf, ReadOf, RecordConfig, RecordConfigs, WriteOf } from "./types.js";

/** What {@link openDb} takes. */
export interface OpenOptions<R extends RecordConfigs> extends DbOptions {
  /** The records, by key. */
  readonly records: R & Checked<R>;
}

/** The values of several records, in their order. */
export type ReadsOf<R extends RecordConfigs, Keys extends readonly KeyOf<R>[]> = {
  readonly [Index in keyof Keys]: ReadOf<R, Keys[Index]>;
};

/** A database that knows the type of each key. */
export interface TypedDb<R extends RecordConfigs> extends Database, RecordsOf<R> {
  /** The current value; `null` if there is none yet. The same object while it is unchanged. */
  get<K extends KeyOf<R>>(key: K): ReadOf<R, K> | null;

  /**
   * Writes a value.
   *
   * @throws ContractViolation if the value breaks the record's contract.
   */
  set<K extends KeyOf<R>>(key: K, value: WriteOf<R, K>): void;

  /** Calls `listener` with the current value, if there is one, and then with newer ones. */
  subscribe<K extends KeyOf<R>>(
    key: K,
    listener: Listener<ReadOf<R, K>>,
    options?: SubscribeOptions,
  ): Unsubscribe;

  /** The record itself, which spares looking up its key. */
  record<K extends KeyOf<R>>(key: K): RecordHandle<ReadOf<R, K>, WriteOf<R, K>>;

  /** Calls `fn` with each value of a record until it is stopped. */
  tap<K extends KeyOf<R>>(key: K, fn: Listener<ReadOf<R, K>>): Pipeline;

  /** Writes to a record what `source` gives: an (async) iterable, or a function that emits. */
  source<K extends KeyOf<R>>(
    key: K,
    source: AsyncIterable<WriteOf<R, K>> | Iterable<WriteOf<R, K>> | Producer<WriteOf<R, K>>,
  ): Pipeline;

  /** Writes to `out` what `fn` makes of each value of `input`; nothing for `undefined` or `null`. */
  transform<Out extends KeyOf<R>, In extends KeyOf<R>>(
    out: Out,
    input: In,
    fn: (value: ReadOf<R, In>) => WriteOf<R, Out> | null | undefined,
  ): Pipeline;

  /** Writes to `out` what `fn` makes of the latest values of `inputs`, whenever one is written. */
  transformJoin<Out extends KeyOf<R>, const Ins extends readonly KeyOf<R>[]>(
    out: Out,
    inputs: Ins,
    fn: (values: ReadsOf<R, Ins>) => WriteOf<R, Out> | null | undefined,
  ): Pipeline;

  /** Writes plausible made-up values to a record, as its contract says. */
  simulate(key: KeyOf<R>, options?: SimulateOptions): Pipeline;
}

/**
 * Opens a database whose keys and their types TypeScript knows.
 *
 * @param options - The records by key, each with its contract and its buffer.
 *
 * @example
 * ```ts
 * import { openDb } from "@aimdb/wasm";
 *
 * const db = openDb({
 *   records: {
 *     "sensors.temperature.vienna": { schemaType: "temperature", buffer: "SingleLatest" },
 *   },
 * });
 * db.set("sensors.temperature.vienna", { celsius: 21.5, timestamp: Date.now() });
 * console.log(db.get("sensors.temperature.vienna")?.celsius);
 * ```
 */
export function openDb<const R extends RecordConfigs>(options: OpenOptions<R>): TypedDb<R> {
  const { records, ...rest } = options;
  const db = new WasmDb(rest);
  try {
    for (const [key, config] of Object.entries<RecordConfig>(records)) db.configureRecord(key, config);
  } catch (error) {
    db.free();
    throw error;
  }
  return db as unknown as TypedDb<R>;
}
