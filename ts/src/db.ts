import { checkFunction, unknownKey } from "./arguments.js";
import { WsBridge } from "./bridge.js";
import type { BridgeOptions, BridgeUrl } from "./bridge-types.js";
import { adoptModuleRecords, configure } from "./configure.js";
import { contracts } from "./contracts.js";
import { dispose } from "./dispose.js";
import type { ErrorListener, Incident } from "./errors.js";
import type { Listener, SubscribeOptions, Unsubscribe } from "./feed.js";
import { Host, type DbOptions } from "./host.js";
import {
  startSimulation,
  startSource,
  startTap,
  startTransform,
  type Pipeline,
  type Producer,
  type SimulateOptions,
} from "./pipeline.js";
import { RecordHandle, type RecordCore, type RecordStats } from "./record.js";
import type { RecordConfig, SchemaType } from "./types.js";

let hostOf: (db: Database) => Host;

/** What a database has, whether its keys are typed or not. */
export abstract class Database {
  readonly #host: Host;

  static {
    hostOf = (db) => db.#host;
  }

  protected constructor(options: DbOptions) {
    this.#host = new Host(options);
    adoptModuleRecords(this.#host);
  }

  /** Whether the database was freed. */
  get closed(): boolean {
    return this.#host.closed;
  }

  /** Names of the contracts there are. */
  knownSchemas(): SchemaType[] {
    return Object.keys(contracts()) as SchemaType[];
  }

  /**
   * Calls `listener` for errors nobody could catch: a listener that threw, a source that failed.
   *
   * @example
   * ```ts
   * import { WasmDb } from "@aimdb/wasm";
   *
   * const db = new WasmDb();
   * db.configureRecord("t", { schemaType: "temperature", buffer: "SingleLatest" });
   * const off = db.onError((error, { key, in: part }) => console.warn(`${part} of ${key}:`, error));
   * off();
   * ```
   */
  onError(listener: ErrorListener): Unsubscribe {
    checkFunction(listener, "onError");
    return this.#host.errors.on(listener);
  }

  /**
   * Calls `listener` for whatever goes wrong, also where somebody else was told: a value that
   * `set` refused, what a server sent amiss, a listener that threw. For tools and telemetry:
   * it changes nothing, and costs nothing while all goes well.
   */
  onIncident(listener: (incident: Incident) => unknown): Unsubscribe {
    checkFunction(listener, "onIncident");
    return this.#host.errors.incidents.add(listener);
  }

  /** The connections there are. */
  bridges(): WsBridge[] {
    return [...this.#host.endings].filter((ending) => ending instanceof WsBridge);
  }

  /**
   * What is known of each record, in the order they were configured.
   *
   * @example
   * ```ts
   * import { WasmDb } from "@aimdb/wasm";
   *
   * const db = new WasmDb();
   * db.configureRecord("t", { schemaType: "temperature", buffer: "SingleLatest" });
   * for (const { key, contract, produced, lagged } of db.records()) {
   *   console.log(key, contract, produced, lagged);
   * }
   * ```
   */
  records(): RecordStats[] {
    void this.#host.raw; // Throws after free().
    return Array.from(this.#host.records.values(), (core) => core.stats());
  }

  /** Connects the database to a server: the same as `WsBridge.connect(db, url, options)`. */
  connectBridge(url: BridgeUrl, options?: BridgeOptions): WsBridge {
    return WsBridge.connect(this, url, options);
  }

  /** Ends the database: its subscriptions, pipelines and connections too. */
  free(): void {
    this.#host.free();
  }

  /** The same as {@link free}. */
  [dispose](): void {
    this.free();
  }
}

/** The parts of a database that its user does not see. */
export { hostOf };

/**
 * A database of records in this page.
 *
 * Its records are made statement by statement, so TypeScript cannot know them: values
 * are `any` unless the call names their type. {@link openDb} gives a typed one.
 *
 * @example
 * ```ts
 * import { init, WasmDb, type Temperature } from "@aimdb/wasm";
 *
 * await init();
 * const db = new WasmDb();
 * db.configureRecord("sensors.temperature.vienna", { schemaType: "temperature", buffer: "SingleLatest" });
 * db.subscribe<Temperature>("sensors.temperature.vienna", ({ celsius }) => console.log(celsius));
 * db.set("sensors.temperature.vienna", { celsius: 21.5, timestamp: Date.now() });
 * ```
 */
export class WasmDb extends Database {
  /** Makes an empty database. The wasm module has to be loaded. */
  constructor(options: DbOptions = {}) {
    super(options);
  }

  /**
   * Makes a record. Making it again in the same way does nothing.
   *
   * @param key - Its name, e.g. `sensors.temperature.vienna`.
   * @param config - Its contract and its buffer.
   *
   * @example
   * ```ts
   * import { WasmDb } from "@aimdb/wasm";
   *
   * const db = new WasmDb();
   * db.configureRecord("sensors.temperature.vienna", {
   *   schemaType: "temperature",
   *   buffer: { type: "SpmcRing", capacity: 100 },
   *   topic: "sensors/temperature/vienna",
   * });
   * ```
   */
  configureRecord(key: string, config: RecordConfig): void {
    configure(hostOf(this), key, config);
  }

  /** Builds the records configured so far. Their first use does it too. */
  build(): Promise<void> {
    return new Promise((resolve) => {
      hostOf(this).raw.build();
      resolve();
    });
  }

  /**
   * The current value; `null` if there is none yet. The same object while it is unchanged.
   *
   * @typeParam T - Type of the value; `any` where not given.
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the key's contract is known at run time only
  get<T = any>(key: string): T | null {
    return coreOf<T, never>(this, key).get();
  }

  /**
   * Writes a value.
   *
   * @throws ContractViolation if the value breaks the record's contract.
   */
  set(key: string, value: unknown): void {
    coreOf<never, unknown>(this, key).set(value);
  }

  /**
   * Calls `listener` with the current value, if there is one, and then with newer ones.
   * The first call comes after this method returned.
   *
   * @returns A function that ends it: no call comes after that.
   *
   * @example
   * ```ts
   * import { WasmDb } from "@aimdb/wasm";
   *
   * const db = new WasmDb();
   * db.configureRecord("t", { schemaType: "temperature", buffer: "SingleLatest" });
   * const stop = db.subscribe("t", (value) => console.log(value.celsius), {
   *   onLag: (lost) => console.warn(`${lost} values were overwritten`),
   * });
   * stop();
   * ```
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the key's contract is known at run time only
  subscribe<T = any>(key: string, listener: Listener<T>, options: SubscribeOptions = {}): Unsubscribe {
    const core = coreOf<T, never>(this, key);
    checkFunction(listener, `subscribe to "${key}"`);
    return core.feed.subscribe(listener, options, "listener");
  }

  /** The record itself, which spares looking up its key. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the key's contract is known at run time only
  record<Out = any, In = Out>(key: string): RecordHandle<Out, In> {
    return new RecordHandle(coreOf<Out, In>(this, key));
  }

  /**
   * Calls `fn` with each value of a record until it is stopped.
   *
   * @example
   * ```ts
   * import { WasmDb } from "@aimdb/wasm";
   *
   * const db = new WasmDb();
   * db.configureRecord("t", { schemaType: "temperature", buffer: "SingleLatest" });
   * const log = db.tap("t", (value) => console.log(value.celsius));
   * log.stop();
   * ```
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the key's contract is known at run time only
  tap<T = any>(key: string, fn: Listener<T>): Pipeline {
    return startTap(coreOf<T, never>(this, key), fn);
  }

  /**
   * Writes to a record what `source` gives: an (async) iterable, or a function that emits.
   * Such a function may return a promise or an iterable, and the source ends with that;
   * otherwise it goes on until it is stopped: see {@link Producer}.
   *
   * @example
   * ```ts
   * import { WasmDb } from "@aimdb/wasm";
   *
   * const db = new WasmDb();
   * db.configureRecord("t", { schemaType: "temperature", buffer: "SingleLatest" });
   * const sensor = db.source<{ celsius: number; timestamp: number }>("t", async (emit, signal) => {
   *   while (!signal.aborted) {
   *     emit({ celsius: 20 + Math.random(), timestamp: Date.now() });
   *     await new Promise((resolve) => setTimeout(resolve, 1000));
   *   }
   * });
   * sensor.stop();
   * ```
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the key's contract is known at run time only
  source<T = any>(key: string, source: AsyncIterable<T> | Iterable<T> | Producer<T>): Pipeline {
    return startSource(coreOf<unknown, T>(this, key), source);
  }

  /**
   * Writes to `out` what `fn` makes of each value of `input`; nothing for `undefined` or `null`.
   *
   * @example
   * ```ts
   * import { WasmDb } from "@aimdb/wasm";
   *
   * const db = new WasmDb();
   * db.configureRecord("t", { schemaType: "temperature", buffer: "SingleLatest" });
   * db.configureRecord("warm", { schemaType: "temperature", buffer: "SingleLatest" });
   * db.transform("warm", "t", (value) => (value.celsius > 25 ? value : undefined));
   * ```
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the key's contract is known at run time only
  transform<From = any>(out: string, input: string, fn: (value: From) => unknown): Pipeline {
    const derive = (values: readonly unknown[]): unknown => fn(values[0] as From);
    checkFunction(fn, `transform into "${out}"`);
    return startTransform(coreOf(this, out), [coreOf(this, input)], derive);
  }

  /**
   * Writes to `out` what `fn` makes of the latest values of `inputs`, whenever one of them
   * is written, and as soon as each has a value; nothing for `undefined` or `null`.
   *
   * @example
   * ```ts
   * import { WasmDb } from "@aimdb/wasm";
   *
   * const db = new WasmDb();
   * db.configureRecord("t", { schemaType: "temperature", buffer: "SingleLatest" });
   * db.configureRecord("h", { schemaType: "humidity", buffer: "SingleLatest" });
   * db.configureRecord("wish", { schemaType: "setpoint", buffer: "SingleLatest" });
   * db.transformJoin("wish", ["t", "h"], ([t, h]) =>
   *   h.percent > 70 ? { target_celsius: t.celsius + 1, timestamp: Date.now() } : null,
   * );
   * ```
   */
  transformJoin<From extends readonly unknown[] = any[]>(
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the keys' contracts are known at run time only
    out: string,
    inputs: readonly string[],
    fn: (values: From) => unknown,
  ): Pipeline {
    checkFunction(fn, `transformJoin into "${out}"`);
    const cores = inputs.map((key) => coreOf(this, key));
    return startTransform(coreOf(this, out), cores, fn as (values: readonly unknown[]) => unknown);
  }

  /**
   * Writes plausible made-up values to a record, as its contract says.
   *
   * @example
   * ```ts
   * import { WasmDb } from "@aimdb/wasm";
   *
   * const db = new WasmDb();
   * db.configureRecord("t", { schemaType: "temperature", buffer: "SingleLatest" });
   * const simulation = db.simulate("t", { intervalMs: 500, base: 20, variation: 3 });
   * simulation.stop();
   * ```
   */
  simulate(key: string, options: SimulateOptions = {}): Pipeline {
    return startSimulation(coreOf(this, key), options);
  }
}

/** The record of a key. */
export function coreOf<Out, In>(db: Database, key: string): RecordCore<Out, In> {
  const host = hostOf(db);
  const core = host.records.get(key);
  if (core === undefined) {
    void host.raw; // After free() there are no keys, and it says why.
    unknownKey(key, host.records.keys());
  }
  return core as unknown as RecordCore<Out, In>;
}
