// The exports of the wasm module, as the runtime uses them. The module's own
// declarations (./glue.d.ts) are checked against these when the package is built.

/** The exports of the module. */
export interface Abi {
  /** Byte offset of the scratch frame's slots; its bytes follow them. */
  frameAddress(): number;
  /** Number of 64-bit slots. */
  frameSlots(): number;
  /** Number of bytes. */
  frameBytes(): number;
  /** Hash of the contracts that the module was built from. */
  registryHash(): string;
  /** Names of the contracts, in the order of their numbers. */
  knownSchemas(): string[];
  /** The text that goes with the last outcome. */
  takeText(): string;
  /** Reads the frame by a contract and writes the normalised value back. */
  validateFrame(contract: number): number;
  /** Reads JSON text by a contract and gives the normalised value. */
  validateText(contract: number, text: string): number;
  /** A connection received a text, which lies in the frame's bytes. */
  receiveFrame(bridge: number, length: number): void;
  /** A connection received a text. */
  receiveText(bridge: number, text: string): void;
  /** A connection received what is no text. */
  receiveBinary(bridge: number): void;
  /** The database. */
  readonly WasmDb: new (ready: () => void) => RawDb;
  /** The connection to a server. */
  readonly WsBridge: RawBridgeClass;
}

/** A database inside the module. Unless said otherwise, a method gives an outcome. */
export interface RawDb {
  /** Adds a record and gives its slot; throws what is wrong with it. */
  configure(
    key: string,
    contract: number,
    buffer: number,
    capacity: number,
    options?: string | null,
  ): number;
  /** What the module's own Rust configured, as JSON text, in the order of its slots. */
  moduleRecords(): string | undefined;
  /** Builds what was configured. */
  build(): void;
  /** Writes the frame's value. */
  set(slot: number): number;
  /** Writes the value of a JSON text. */
  setText(slot: number, text: string): number;
  /** As `set`, for a value made from other records. */
  setDerived(slot: number): number;
  /** As `setText`, for a value made from other records. */
  setDerivedText(slot: number, text: string): number;
  /** The latest value; takes nothing away. */
  get(slot: number): number;
  /** Address of the 32-bit count of a record's writes. */
  versionAddress(slot: number): number;
  /** Starts the record's reader, behind the current value. */
  listen(slot: number): number;
  /** Ends it. */
  unlisten(slot: number): number;
  /** Its next value. */
  next(slot: number): number;
  /** The reader's next values, at most so many; 0 if `next` is to be asked, -1 if there is none. */
  nextMany(slot: number, most: number): number;
  /** Asks for news of a record. */
  watch(slot: number): number;
  /** Asks for them no more. */
  unwatch(slot: number): number;
  /** The slot of a record with news, or -1. */
  nextReady(): number;
  /** Puts counters into the frame. */
  stats(slot: number): number;
  /** Starts to make values up; gives a handle, or throws. */
  simulate(slot: number, settings: string): number;
  /** Stops that. */
  stopSimulation(handle: number): void;
  /** Ends the database and keeps the object. */
  close(): void;
  /** Gives it back. */
  free(): void;
  /** The same as `free`. */
  [Symbol.dispose](): void;
}

/** Makes connections. `options` is JSON text. */
export type RawBridgeClass = new (
  db: RawDb,
  url: string,
  options: string | null | undefined,
  events: RawBridgeEvents,
  receiver: (bridge: number) => (event: { readonly data: unknown }) => void,
) => RawBridge;

/** Told of what happens on a connection: a `BridgeEvent`, and what belongs to it. */
export type RawBridgeEvents = (kind: number, a: unknown, b: unknown) => void;

/** A connection inside the module. Structured arguments and results are JSON text. */
export interface RawBridge {
  /** Name of the status. */
  status(): string;
  /** Whether it is offline because `pause` asked for it. */
  paused(): boolean;
  /** Counters. */
  statsJson(): string;
  /** Writes neither acknowledged nor given up. */
  pendingWrites(): number;
  /** Subscribes a list of patterns. */
  subscribe(patterns: string): void;
  /** Ends subscriptions. */
  unsubscribe(patterns: string): void;
  /** Writes to a topic. */
  write(topic: string, payload: string): void;
  /** Asks for history; gives the request's id. */
  query(query: string): number;
  /** Asks for topics; gives the request's id. */
  listTopics(timeoutMs?: number | null): number;
  /** Waits for the writes so far; gives the request's id. */
  flush(timeoutMs?: number | null): number;
  /** Answers the question for the address. */
  provideUrl(url: string): void;
  /** Answers that there is none. */
  refuseUrl(message: string): void;
  /** Tries at once. */
  reconnect(): void;
  /** Goes offline until `resume` or `reconnect`. */
  pause(): void;
  /** Ends that. */
  resume(): void;
  /** Ends it. */
  disconnect(): void;
  /** Gives it back. */
  free(): void;
}
