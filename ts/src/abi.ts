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
  /** The database. */
  readonly WasmDb: new (ready: () => void) => RawDb;
  /** The connection to a server. */
  readonly WsBridge: RawBridgeClass;
}

/** A database inside the module. */
export interface RawDb {
  configure(
    key: string,
    contract: number,
    buffer: number,
    capacity: number,
    options: string | undefined,
  ): number;
  build(): void;
  set(slot: number): number;
  setText(slot: number, text: string): number;
  get(slot: number): number;
  versionAddress(slot: number): number;
  listen(slot: number): void;
  unlisten(slot: number): void;
  next(slot: number): number;
  watch(slot: number): void;
  unwatch(slot: number): void;
  nextReady(): number;
  stats(slot: number): number;
  simulate(slot: number, settings: string): number;
  stopSimulation(handle: number): void;
  free(): void;
}

/** What `new WsBridge(…)` takes, and `WsBridge.discover` gives. */
export interface RawBridgeClass {
  new (db: never, url: string, options: string, events: RawBridgeEvents): RawBridge;
}

/** Told of what happens on a connection. */
export type RawBridgeEvents = (kind: string, payload: string) => void;

/** A connection inside the module. */
export interface RawBridge {
  free(): void;
}
