import type { RawBridge } from "./abi.js";
import { checkFunction, kindOf } from "./arguments.js";
import { BridgeEvent } from "./bridge-event.js";
import type {
  BridgeError,
  BridgeErrorCode,
  BridgeGap,
  BridgeOptions,
  BridgeStats,
  BridgeStatus,
  BridgeUrl,
  ConfigureOptions,
  QueryOptions,
  QueryResult,
  ServerTopics,
  TopicInfo,
} from "./bridge-types.js";
import { configure } from "./configure.js";
import { contracts } from "./contracts.js";
import { hostOf, type Database } from "./db.js";
import { dispose } from "./dispose.js";
import { wasm } from "./engine.js";
import type { Unsubscribe } from "./feed.js";
import { Host } from "./host.js";
import { Listeners } from "./listeners.js";
import { receiver } from "./receiver.js";
import { toText } from "./text.js";
import { ContractViolation, type ViolationDetails } from "./violation.js";

/** Why a request has no answer; of `discover`, also what went wrong on its connection. */
export type BridgeRequestCode = "timeout" | "disconnected" | "lost" | "server" | BridgeErrorCode;

/** A request has no answer. */
export class BridgeRequestError extends Error {
  /** Why. */
  readonly code: BridgeRequestCode;

  /** Made by the package. */
  constructor(code: BridgeRequestCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "BridgeRequestError";
    this.code = code;
  }
}

interface Request {
  resolve(answer: unknown): void;
  reject(error: unknown): void;
}

/**
 * A database's connection to an AimDB server: what the server sends goes into the
 * records, what is written to them goes to the server. It reconnects by itself, keeps
 * writes meanwhile, and ends with the database.
 */
export class WsBridge {
  readonly #host: Host;
  readonly #url: BridgeUrl;
  readonly #requests = new Map<number, Request>();
  readonly #statuses: Listeners<BridgeStatus>;
  readonly #errors: Listeners<BridgeError>;
  readonly #gaps: Listeners<BridgeGap>;
  readonly #drains: Listeners<void>;
  #raw: RawBridge | undefined;
  #ending = false;
  /** What is left to tell when the connection was ended. */
  #stats: BridgeStats | undefined;

  private constructor(host: Host, url: BridgeUrl, options: BridgeOptions) {
    const report = (error: unknown): void => host.errors.report(error, { key: null, in: "bridge" });
    this.#host = host;
    this.#url = url;
    this.#statuses = new Listeners(report);
    this.#errors = new Listeners(report);
    this.#gaps = new Listeners(report);
    this.#drains = new Listeners(report);
    const urlProvider = typeof url === "function";
    this.#raw = new (wasm().WsBridge)(
      host.raw,
      urlProvider ? "" : String(url),
      JSON.stringify({ ...options, urlProvider }),
      this.#onEvent,
      receiver,
    );
    host.endWith(this);
  }

  /**
   * Connects a database to a server. It does not wait for the connection.
   *
   * @param db - The database.
   * @param url - Where the server is: `wss://…`, or a function that gives it anew for
   *   each attempt, e.g. with a fresh token.
   * @param options - What to subscribe, and how to behave when things go wrong.
   *
   * @example
   * ```ts
   * import { openDb, WsBridge } from "@aimdb/wasm";
   *
   * const db = openDb({
   *   records: { "commands.setpoint.room1": { schemaType: "setpoint", buffer: "SingleLatest" } },
   * });
   * const fresh = async () => `wss://example.org/ws?token=${await (await fetch("/token")).text()}`;
   * const bridge = WsBridge.connect(db, fresh, { backoff: [500, 1000, 5000] });
   * bridge.onError(({ code, message }) => console.warn(code, message));
   * bridge.onGap(({ key, count, reason }) => console.warn(`${count} writes to ${key} lost: ${reason}`));
   *
   * db.set("commands.setpoint.room1", { target_celsius: 21, timestamp: Date.now() });
   * await bridge.flush();
   * ```
   */
  static connect(db: Database, url: BridgeUrl, options: BridgeOptions = {}): WsBridge {
    if (typeof url !== "string" && typeof url !== "function" && !(url instanceof URL)) {
      throw new TypeError(`bridge url: expected wss://… or a function that gives it, got ${kindOf(url)}`);
    }
    return new WsBridge(hostOf(db), url, options);
  }

  /**
   * Asks a server for its topics, without a database of one's own.
   *
   * @param url - Where the server is.
   * @param options - How long it may take; 10 seconds where not given.
   *
   * @example
   * ```ts
   * import { WsBridge } from "@aimdb/wasm";
   *
   * for (const { name, schemaType } of await WsBridge.discover("wss://example.org/ws")) {
   *   console.log(name, schemaType);
   * }
   * ```
   */
  static async discover(
    url: BridgeUrl,
    options: { readonly timeoutMs?: number | undefined } = {},
  ): Promise<TopicInfo[]> {
    const host = new Host({});
    try {
      const bridge = new WsBridge(host, url, { subscribeTopics: [], lateJoin: false });
      // The first thing that goes wrong is the answer: it would try again on and on.
      const failure = new Promise<never>((_, reject) => {
        bridge.onError(({ code, message, violation }) =>
          reject(new BridgeRequestError(code, message, { cause: violation })),
        );
      });
      return await Promise.race([bridge.listTopics(options), failure]);
    } catch (cause) {
      if (!(cause instanceof BridgeRequestError)) throw cause;
      // Without the query, which may hold a token.
      const where = typeof url === "function" ? "the server" : String(url).replace(/\?.*/s, "");
      throw new BridgeRequestError(cause.code, `cannot ask ${where} for its topics: ${cause.message}`, { cause });
    } finally {
      host.free();
    }
  }

  /** The state of the connection. */
  status(): BridgeStatus {
    return this.#raw === undefined ? "disconnected" : (this.#raw.status() as BridgeStatus);
  }

  /** Whether it is offline because {@link pause} asked for it. */
  get paused(): boolean {
    return this.#raw?.paused() ?? false;
  }

  /** What the connection has done so far. */
  stats(): BridgeStats {
    return this.#stats ?? (JSON.parse(this.#live().statsJson()) as BridgeStats);
  }

  /** How many writes wait to be sent, or for the server's word that it has them. */
  pendingWrites(): number {
    return this.#raw?.pendingWrites() ?? 0;
  }

  /** Calls `listener` when the status changes. */
  onStatusChange(listener: (status: BridgeStatus) => unknown): Unsubscribe {
    checkFunction(listener, "onStatusChange");
    return this.#statuses.add((status) => {
      // One listener may have ended it while others are still to be told what was before.
      if (!this.#ending || status === "disconnected") listener(status);
    });
  }

  /** Calls `listener` when something went wrong. Without any, the console is told. */
  onError(listener: (error: BridgeError) => unknown): Unsubscribe {
    checkFunction(listener, "onError");
    return this.#errors.add(listener);
  }

  /** Calls `listener` when writes were given up, with the reason. */
  onGap(listener: (gap: BridgeGap) => unknown): Unsubscribe {
    checkFunction(listener, "onGap");
    return this.#gaps.add(listener);
  }

  /** Calls `listener` when the server has the last of the writes that waited. */
  onDrained(listener: () => unknown): Unsubscribe {
    checkFunction(listener, "onDrained");
    return this.#drains.add(listener);
  }

  /** Subscribes further topics or patterns. */
  subscribe(topics: string | readonly string[]): void {
    this.#live().subscribe(JSON.stringify([topics].flat()));
  }

  /** Ends subscriptions: topics or patterns exactly as they were subscribed. */
  unsubscribe(topics: string | readonly string[]): void {
    this.#live().unsubscribe(JSON.stringify([topics].flat()));
  }

  /** Writes to a topic of the server, whether there is a record of it or not. */
  write(topic: string, value: unknown): void {
    const { text, blemishes } = toText(value);
    const blemish = blemishes[0];
    if (blemish !== undefined) {
      const at = blemish.path.length === 0 ? "" : ` at ${blemish.path.join(".")}`;
      throw new TypeError(`write to "${topic}": expected a value JSON can say, got ${blemish.received}${at}`);
    }
    this.#live().write(topic, text);
  }

  /** Asks the server for its topics. */
  async listTopics(options: { readonly timeoutMs?: number | undefined } = {}): Promise<TopicInfo[]> {
    const id = this.#live().listTopics(limit(options.timeoutMs));
    const topics = (await this.#answer(id)) as { name: string; schema_type?: string; entity?: string }[];
    return topics.map(({ name, schema_type, entity }) => ({
      name,
      schemaType: schema_type ?? null,
      entity: entity ?? null,
    }));
  }

  /**
   * Makes a record of each topic of the server whose contract is known here. Topics that
   * have a record already, or that `accept` declines, are left as they are.
   *
   * @example
   * ```ts
   * import { WasmDb, WsBridge } from "@aimdb/wasm";
   *
   * const bridge = WsBridge.connect(new WasmDb(), "wss://example.org/ws", { subscribeTopics: ["sensors/#"] });
   * const { records, skipped } = await bridge.configureFromServer({
   *   accept: ({ schemaType }) => schemaType === "temperature",
   *   buffer: { type: "SpmcRing", capacity: 100 },
   * });
   * console.log(records.map(({ key }) => key), skipped.length);
   * ```
   */
  async configureFromServer(options: ConfigureOptions = {}): Promise<ServerTopics> {
    const { accept = () => true, keyOf = defaultKey, buffer = "SingleLatest", timeoutMs } = options;
    const known = contracts();
    const records: { key: string; topic: TopicInfo }[] = [];
    const skipped: TopicInfo[] = [];
    for (const topic of await this.listTopics({ timeoutMs })) {
      const { name, schemaType } = topic;
      const key = keyOf(topic);
      const isKnown = schemaType !== null && Object.hasOwn(known, schemaType);
      if (!isKnown || this.#host.records.has(key) || !accept(topic)) {
        skipped.push(topic);
        continue;
      }
      configure(this.#host, key, { schemaType, buffer, topic: name });
      records.push({ key, topic });
    }
    return { records, skipped };
  }

  /**
   * Asks the server for past values of the topics that match.
   *
   * @example
   * ```ts
   * import { Temperature, validate, WasmDb, WsBridge } from "@aimdb/wasm";
   *
   * const bridge = WsBridge.connect(new WasmDb(), "wss://example.org/ws");
   * const { records } = await bridge.query("sensors/temperature/*", { limit: 100 });
   * const values = records.flatMap(({ payload }) => validate(Temperature, payload).value ?? []);
   * console.log(values.map(({ celsius }) => celsius));
   * ```
   */
  async query(pattern: string, options: QueryOptions = {}): Promise<QueryResult> {
    const id = this.#live().query(
      JSON.stringify({ pattern, ...options, timeoutMs: limit(options.timeoutMs) }),
    );
    return (await this.#answer(id)) as QueryResult;
  }

  /** Waits until the server has every write so far, or it was given up. */
  async flush(options: { readonly timeoutMs?: number | undefined } = {}): Promise<void> {
    await this.#answer(this.#live().flush(limit(options.timeoutMs)));
  }

  /** Tries to connect at once, also when all attempts were used up, and while paused. */
  reconnect(): void {
    this.#live().reconnect();
  }

  /**
   * Goes offline, and stays there until {@link resume}: no attempt is made, whatever
   * happens. Writes wait as they do when the connection is lost.
   *
   * @example
   * ```ts
   * import { openDb, WsBridge } from "@aimdb/wasm";
   *
   * const db = openDb({
   *   records: { "commands.setpoint.room1": { schemaType: "setpoint", buffer: "SingleLatest" } },
   * });
   * const bridge = WsBridge.connect(db, "wss://example.org/ws");
   * bridge.pause();
   * db.set("commands.setpoint.room1", { target_celsius: 21, timestamp: Date.now() });
   * bridge.pendingWrites(); // 1
   * bridge.resume(); // connects, and sends it
   * ```
   */
  pause(): void {
    this.#live().pause();
  }

  /** Goes online again after {@link pause}. Does nothing if it is not paused. */
  resume(): void {
    this.#live().resume();
  }

  /** Ends the connection for good. Calling it again does nothing. */
  disconnect(): void {
    const raw = this.#raw;
    // A listener that is told of the end may come here, with `raw` on the stack.
    if (raw === undefined || this.#ending) return;
    this.#ending = true;
    this.#stats = this.stats();
    this.#host.ended(this);
    raw.disconnect();
    this.#stats = JSON.parse(raw.statsJson()) as BridgeStats;
    this.#raw = undefined;
    raw.free();
  }

  /** The same as {@link disconnect}: the database ends. */
  stop(): void {
    this.disconnect();
  }

  /** The same as {@link disconnect}. */
  [dispose](): void {
    this.disconnect();
  }

  #live(): RawBridge {
    if (this.#raw === undefined) {
      throw new Error("this connection was ended by disconnect(), or with its database");
    }
    return this.#raw;
  }

  #answer(id: number): Promise<unknown> {
    return new Promise((resolve, reject) => this.#requests.set(id, { resolve, reject }));
  }

  readonly #onEvent = (kind: number, a: unknown, b: unknown): void => {
    switch (kind) {
      case BridgeEvent.Status:
        this.#statuses.call(a as BridgeStatus);
        break;
      case BridgeEvent.Error:
        this.#fail(JSON.parse(a as string) as RawError);
        break;
      case BridgeEvent.Dropped: {
        const { slot, ...gap } = JSON.parse(a as string) as BridgeGap & { slot?: number };
        this.#gaps.call({ ...gap, ...this.#keyOf(slot) });
        break;
      }
      case BridgeEvent.Drained:
        this.#drains.call();
        break;
      case BridgeEvent.Answer:
        this.#take(a as number)?.resolve(JSON.parse(b as string));
        break;
      case BridgeEvent.NoAnswer: {
        const { code, message } = JSON.parse(b as string) as { code: BridgeRequestCode; message: string };
        this.#take(a as number)?.reject(new BridgeRequestError(code, message));
        break;
      }
      case BridgeEvent.UrlWanted:
        void this.#provideUrl();
        break;
    }
  };

  #fail({ slot, violation, ...rest }: RawError): void {
    const error: BridgeError = {
      ...rest,
      ...this.#keyOf(slot),
      ...(violation === undefined ? {} : { violation: new ContractViolation(violation) }),
    };
    if (this.#errors.size === 0) console.warn(`@aimdb/wasm: ${error.code}: ${error.message}`, error);
    this.#errors.call(error);
    this.#host.errors.incidents.call({ key: error.key ?? null, in: "bridge", error });
  }

  #keyOf(slot: number | undefined): { readonly key?: string } {
    const key = slot === undefined ? undefined : this.#host.keyOf(slot);
    return key === undefined ? {} : { key };
  }

  #take(id: number): Request | undefined {
    const request = this.#requests.get(id);
    this.#requests.delete(id);
    return request;
  }

  async #provideUrl(): Promise<void> {
    const url = this.#url;
    if (typeof url !== "function") return;
    try {
      const given = await url();
      this.#raw?.provideUrl(String(given));
    } catch (error) {
      this.#raw?.refuseUrl(error instanceof Error ? error.message : String(error));
    }
  }
}

/** The longest time a browser can measure. */
const LONGEST = 2 ** 31 - 1;

/** A time limit as the module takes it: whole milliseconds, or none where none was given. */
function limit(timeoutMs: number | null | undefined): number | undefined {
  if (timeoutMs === undefined || timeoutMs === null) return undefined;
  // What is compared with NaN is never so.
  if (typeof timeoutMs !== "number" || !(timeoutMs >= 0)) {
    throw new TypeError(`timeoutMs: expected milliseconds from 0 on, or Infinity, got ${kindOf(timeoutMs)}`);
  }
  return Math.min(Math.ceil(timeoutMs), LONGEST);
}

function defaultKey(topic: TopicInfo): string {
  return topic.name.replaceAll("/", ".");
}

interface RawError {
  readonly code: BridgeErrorCode;
  readonly message: string;
  readonly topic?: string;
  readonly slot?: number;
  readonly violation?: ViolationDetails;
}
