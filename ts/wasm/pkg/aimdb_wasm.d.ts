/* tslint:disable */
/* eslint-disable */

/**
 * A database, as TypeScript's `WasmDb` holds it.
 */
export class WasmDb {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Builds what was configured.
     *
     * # Errors
     *
     * If the database was freed, or the engine refuses.
     */
    build(): void;
    /**
     * Ends the database. Other than `free`, the object stays, and answers every call
     * with "closed".
     */
    close(): void;
    /**
     * Adds a record; gives its slot.
     *
     * # Errors
     *
     * An `Error` that says what was expected, what came and what to do.
     */
    configure(key: string, contract: number, buffer: number, capacity: number, options?: string | null): number;
    /**
     * The latest value; consumes nothing.
     */
    get(slot: number): number;
    /**
     * Starts the record's reader.
     */
    listen(slot: number): number;
    /**
     * The records of the application's Rust, in order of their slots, as JSON text;
     * nothing if there are none. To be asked before any other is configured.
     */
    moduleRecords(): string | undefined;
    /**
     * The reader's next values, `most` at most; how many are in the scratch frame. 0 if it
     * is for `next` to say what is next, -1 if nothing is.
     */
    nextMany(slot: number, most: number): number;
    /**
     * A record with news, or -1, which ends the drain.
     */
    nextReady(): number;
    /**
     * The reader's next value.
     */
    next(slot: number): number;
    /**
     * A database with what the application's Rust installed. `ready` is called while Rust
     * is on the stack, and must do no more than schedule a drain.
     *
     * # Errors
     *
     * If the graph of the installed pipelines is no good.
     */
    constructor(ready: Function);
    /**
     * As `setText`, for a value that was computed from other records.
     */
    setDerivedText(slot: number, text: string): number;
    /**
     * As `set`, for a value that was computed from other records.
     */
    setDerived(slot: number): number;
    /**
     * Produces what a JSON text says.
     */
    setText(slot: number, text: string): number;
    /**
     * Produces what the scratch frame holds.
     */
    set(slot: number): number;
    /**
     * Lets the contract's own generator write the record; gives a handle.
     *
     * # Errors
     *
     * If the settings are no good or the contract has no simulation.
     */
    simulate(slot: number, settings: string): number;
    /**
     * Writes a record's counters into the scratch frame.
     */
    stats(slot: number): number;
    /**
     * Stops a simulation.
     */
    stopSimulation(handle: number): void;
    /**
     * Ends it.
     */
    unlisten(slot: number): number;
    /**
     * Asks for them no more.
     */
    unwatch(slot: number): number;
    /**
     * Byte address of the count of a record's pushes; 0 if there is no such record.
     */
    versionAddress(slot: number): number;
    /**
     * Asks for news of a record.
     */
    watch(slot: number): number;
}

/**
 * A bridge, as TypeScript's `WsBridge` holds it.
 */
export class WsBridge {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Ends the bridge. When it returns, nothing of it remains: no socket, no timer, no
     * listener; requests have failed and said so.
     */
    disconnect(): void;
    /**
     * Waits until every write so far is acknowledged or given up. Gives the request's
     * id.
     */
    flush(timeout_ms?: number | null): number;
    /**
     * Asks for the server's topics. Gives the request's id.
     */
    listTopics(timeout_ms?: number | null): number;
    /**
     * Connects a database to a server. `options` is JSON, or undefined. `receiver` makes the
     * handler of the socket's messages from the bridge's number.
     *
     * # Errors
     *
     * An `Error` that names the option or the facility of the host at fault.
     */
    constructor(db: WasmDb, url: string, options: string | null | undefined, events: Function, receiver: Function);
    /**
     * Goes offline until `resume` or `reconnect`. Writes wait.
     */
    pause(): void;
    /**
     * Whether it is offline because `pause` asked for it.
     */
    paused(): boolean;
    /**
     * Writes neither acknowledged nor given up.
     */
    pendingWrites(): number;
    /**
     * Answers event 6.
     */
    provideUrl(url: string): void;
    /**
     * Asks for history: JSON with `pattern`, and `from`, `to`, `limit`, `timeoutMs` if
     * wanted. Gives the request's id.
     *
     * # Errors
     *
     * If an option is no good.
     */
    query(json: string): number;
    /**
     * Tries at once, also after the retries were used up and while paused.
     */
    reconnect(): void;
    /**
     * Answers event 6: there is no URL now.
     */
    refuseUrl(message: string): void;
    /**
     * Ends a pause.
     */
    resume(): void;
    /**
     * The counters, as JSON.
     */
    statsJson(): string;
    /**
     * The status's name.
     */
    status(): string;
    /**
     * Subscribes further patterns, a JSON list.
     *
     * # Errors
     *
     * If one of them is none.
     */
    subscribe(json: string): void;
    /**
     * Ends the subscription of patterns, a JSON list.
     *
     * # Errors
     *
     * If it is no list of strings.
     */
    unsubscribe(json: string): void;
    /**
     * Writes to a topic; the payload is JSON.
     *
     * # Errors
     *
     * If the topic or the payload is none.
     */
    write(topic: string, payload: string): void;
}

/**
 * Byte offset of the scratch frame's slots in memory.
 */
export function frameAddress(): number;

/**
 * How many bytes follow the slots.
 */
export function frameBytes(): number;

/**
 * How many slots the scratch frame has.
 */
export function frameSlots(): number;

/**
 * Names of the contracts, in order.
 */
export function knownSchemas(): string[];

/**
 * A bridge's socket has received what is no text.
 */
export function receiveBinary(bridge: number): void;

/**
 * A bridge's socket has received a text, whose UTF-8 lies in the scratch frame's bytes.
 * `now` is when it came, by the clock of `performance.now()`.
 */
export function receiveFrame(bridge: number, length: number, now: number): void;

/**
 * As `receiveFrame`, for a text that is too long for the scratch frame.
 */
export function receiveText(bridge: number, text: string, now: number): void;

/**
 * Hash of the contracts this module was built with, 16 hex digits.
 */
export function registryHash(): string;

/**
 * Runs once, when the module is instantiated.
 */
export function start(): void;

/**
 * The text that the last call left.
 */
export function takeText(): string;

/**
 * Reads the scratch frame by a contract and writes back what was read.
 */
export function validateFrame(contract: number): number;

/**
 * Reads a JSON text by a contract and writes what was read.
 */
export function validateText(contract: number, text: string): number;

export type InitInput = RequestInfo | URL | Response | BufferSource | WebAssembly.Module;

export interface InitOutput {
    readonly memory: WebAssembly.Memory;
    readonly __wbg_wasmdb_free: (a: number, b: number) => void;
    readonly __wbg_wsbridge_free: (a: number, b: number) => void;
    readonly frameAddress: () => number;
    readonly frameBytes: () => number;
    readonly frameSlots: () => number;
    readonly knownSchemas: () => [number, number];
    readonly receiveBinary: (a: number) => void;
    readonly receiveFrame: (a: number, b: number, c: number) => void;
    readonly receiveText: (a: number, b: number, c: number, d: number) => void;
    readonly registryHash: () => [number, number];
    readonly start: () => void;
    readonly takeText: () => [number, number];
    readonly validateFrame: (a: number) => number;
    readonly validateText: (a: number, b: number, c: number) => number;
    readonly wasmdb_build: (a: number) => [number, number];
    readonly wasmdb_close: (a: number) => void;
    readonly wasmdb_configure: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number) => [number, number, number];
    readonly wasmdb_get: (a: number, b: number) => number;
    readonly wasmdb_listen: (a: number, b: number) => number;
    readonly wasmdb_moduleRecords: (a: number) => [number, number];
    readonly wasmdb_next: (a: number, b: number) => number;
    readonly wasmdb_nextMany: (a: number, b: number, c: number) => number;
    readonly wasmdb_nextReady: (a: number) => number;
    readonly wasmdb_open: (a: any) => [number, number, number];
    readonly wasmdb_set: (a: number, b: number) => number;
    readonly wasmdb_setDerived: (a: number, b: number) => number;
    readonly wasmdb_setDerivedText: (a: number, b: number, c: number, d: number) => number;
    readonly wasmdb_setText: (a: number, b: number, c: number, d: number) => number;
    readonly wasmdb_simulate: (a: number, b: number, c: number, d: number) => [number, number, number];
    readonly wasmdb_stats: (a: number, b: number) => number;
    readonly wasmdb_stopSimulation: (a: number, b: number) => void;
    readonly wasmdb_unlisten: (a: number, b: number) => number;
    readonly wasmdb_unwatch: (a: number, b: number) => number;
    readonly wasmdb_versionAddress: (a: number, b: number) => number;
    readonly wasmdb_watch: (a: number, b: number) => number;
    readonly wsbridge_disconnect: (a: number) => void;
    readonly wsbridge_flush: (a: number, b: number, c: number) => number;
    readonly wsbridge_listTopics: (a: number, b: number, c: number) => number;
    readonly wsbridge_new: (a: number, b: number, c: number, d: number, e: number, f: any, g: any) => [number, number, number];
    readonly wsbridge_pause: (a: number) => void;
    readonly wsbridge_paused: (a: number) => number;
    readonly wsbridge_pendingWrites: (a: number) => number;
    readonly wsbridge_provideUrl: (a: number, b: number, c: number) => void;
    readonly wsbridge_query: (a: number, b: number, c: number) => [number, number, number];
    readonly wsbridge_reconnect: (a: number) => void;
    readonly wsbridge_refuseUrl: (a: number, b: number, c: number) => void;
    readonly wsbridge_resume: (a: number) => void;
    readonly wsbridge_statsJson: (a: number) => [number, number];
    readonly wsbridge_status: (a: number) => [number, number];
    readonly wsbridge_subscribe: (a: number, b: number, c: number) => [number, number];
    readonly wsbridge_unsubscribe: (a: number, b: number, c: number) => [number, number];
    readonly wsbridge_write: (a: number, b: number, c: number, d: number, e: number) => [number, number];
    readonly wasm_bindgen__convert__closures_____invoke__h11ae70c7e706f8b6: (a: number, b: number, c: any) => [number, number];
    readonly wasm_bindgen__convert__closures_____invoke__h31d7aee19fb1dc7e: (a: number, b: number, c: any) => void;
    readonly wasm_bindgen__convert__closures_____invoke__h5e7eff31dc551987: (a: number, b: number) => void;
    readonly wasm_bindgen__convert__closures_____invoke__ha0379ca8a2b9e998: (a: number, b: number) => void;
    readonly __wbindgen_malloc: (a: number, b: number) => number;
    readonly __wbindgen_realloc: (a: number, b: number, c: number, d: number) => number;
    readonly __wbindgen_free: (a: number, b: number, c: number) => void;
    readonly __wbindgen_exn_store: (a: number) => void;
    readonly __externref_table_alloc: () => number;
    readonly __wbindgen_externrefs: WebAssembly.Table;
    readonly __wbindgen_destroy_closure: (a: number, b: number) => void;
    readonly __externref_drop_slice: (a: number, b: number) => void;
    readonly __externref_table_dealloc: (a: number) => void;
    readonly __wbindgen_start: () => void;
}

export type SyncInitInput = BufferSource | WebAssembly.Module;

/**
 * Instantiates the given `module`, which can either be bytes or
 * a precompiled `WebAssembly.Module`.
 *
 * @param {{ module: SyncInitInput }} module - Passing `SyncInitInput` directly is deprecated.
 *
 * @returns {InitOutput}
 */
export function initSync(module: { module: SyncInitInput } | SyncInitInput): InitOutput;

/**
 * If `module_or_path` is {RequestInfo} or {URL}, makes a request and
 * for everything else, calls `WebAssembly.instantiate` directly.
 *
 * @param {{ module_or_path: InitInput | Promise<InitInput> }} module_or_path - Passing `InitInput` directly is deprecated.
 *
 * @returns {Promise<InitOutput>}
 */
export default function __wbg_init (module_or_path?: { module_or_path: InitInput | Promise<InitInput> } | InitInput | Promise<InitInput>): Promise<InitOutput>;
