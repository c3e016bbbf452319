import { WsBridge } from "../bridge.js";
import type { BridgeOptions, BridgeUrl } from "../bridge-types.js";
import { isReady } from "../engine.js";
import type { Unsubscribe } from "../feed.js";
import type { WasmSource } from "../load.js";
import { init } from "../module.js";
import { openDb, type OpenOptions, type TypedDb } from "../open.js";
import type { RecordConfigs } from "../types.js";

/** A connection to a server, as `createAimDb` takes it. */
export interface BridgeConfig extends BridgeOptions {
  /** Where the server is: `wss://…`, or a function that gives it, for fresh tokens. */
  readonly url: BridgeUrl;
}

/** What `createAimDb` takes. */
export interface AimDbOptions<R extends RecordConfigs> extends OpenOptions<R> {
  /** The server to keep in step with; none where the database is of this page alone. */
  readonly bridge?: BridgeConfig | undefined;
  /** Where the wasm module is, if not beside the package's own files. */
  readonly wasm?: WasmSource | undefined;
}

/** A database in use. */
export interface Opened<R extends RecordConfigs> {
  /** The database. */
  readonly db: TypedDb<R>;
  /** Its connection. */
  readonly bridge: WsBridge | null;
}

/** That it could not be opened. */
export interface Failure {
  /** Why. */
  readonly error: unknown;
}

/**
 * How long the database waits for a provider that has asked for it and is not on the page
 * yet: as long as a slow first render takes. It may also have been given up, and React
 * tells nobody of that.
 */
const GRACE_MS = 10_000;

/**
 * The one database of a `createAimDb`. It opens when the first provider needs it and is
 * freed after the last one went, or if none came; not at once, since StrictMode takes a
 * provider away and puts it back.
 */
export class Instance<R extends RecordConfigs> {
  readonly #options: AimDbOptions<R>;
  #opened: Opened<R> | null = null;
  #loading: Promise<void> | undefined;
  #failure: Failure | undefined;
  #users = 0;
  #grace: ReturnType<typeof setTimeout> | undefined;
  #listeners: readonly (() => void)[] = [];

  constructor(options: AimDbOptions<R>) {
    this.#options = options;
  }

  /** The database, if it is open. */
  readonly getOpened = (): Opened<R> | null => this.#opened;

  /** What went wrong when it was to open. */
  readonly getFailure = (): Failure | undefined => this.#failure;

  /** Calls `onChange` when it was opened, failed or was freed. */
  readonly subscribe = (onChange: () => void): Unsubscribe => {
    this.#listeners = [...this.#listeners, onChange];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== onChange);
    };
  };

  /** Opens the database, now or when the module is loaded. Not for use while rendering. */
  start(): void {
    const before = this.#opened;
    this.#begin();
    if (this.#opened !== before) this.#changed();
  }

  /** Throws what React waits for, or what went wrong. */
  suspend(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
    this.#begin();
    this.#awaitUser();
    // React's protocol: a promise that is thrown suspends the component.
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    if (this.#loading !== undefined) throw this.#loading;
  }

  /** Forgets a failure, so that the next provider tries again. */
  readonly retry = (): void => {
    this.#failure = undefined;
    this.#changed();
  };

  /** Keeps the database until the function it gives is called. */
  readonly retain = (): Unsubscribe => {
    this.#users++;
    clearTimeout(this.#grace);
    return () => {
      this.#users--;
      setTimeout(() => this.#freeUnused(), 0);
    };
  };

  #begin(): void {
    if (this.#opened !== null || this.#loading !== undefined || this.#failure !== undefined) return;
    if (isReady()) {
      this.#open();
      return;
    }
    this.#loading = init(this.#options.wasm)
      .then(() => this.#open())
      .catch((error: unknown) => {
        this.#failure = { error };
      })
      .finally(() => {
        this.#loading = undefined;
        this.#awaitUser();
        this.#changed();
      });
  }

  #open(): void {
    const { bridge, wasm: _, ...options } = this.#options;
    const db = openDb<R>(options);
    try {
      this.#opened = { db, bridge: bridge === undefined ? null : connect(db, bridge) };
    } catch (error) {
      db.free();
      throw error;
    }
  }

  /** Frees the database if nobody comes who uses it. */
  #awaitUser(): void {
    clearTimeout(this.#grace);
    if (this.#users > 0 || this.#opened === null) return;
    this.#grace = setTimeout(() => this.#freeUnused(), GRACE_MS);
    unref(this.#grace);
  }

  #freeUnused(): void {
    clearTimeout(this.#grace);
    if (this.#users > 0 || this.#opened === null) return;
    const { db } = this.#opened;
    this.#opened = null;
    db.free();
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

function connect<R extends RecordConfigs>(db: TypedDb<R>, { url, ...options }: BridgeConfig): WsBridge {
  return WsBridge.connect(db, url, options);
}

/** Lets Node end before the timer. In a browser it is a number, and nothing waits for it. */
function unref(timer: unknown): void {
  (timer as { unref?(): void }).unref?.();
}
