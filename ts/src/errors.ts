import { Listeners } from "./listeners.js";

/** Where an error happened that nobody could catch. */
export interface ErrorContext {
  /** Key of the record, where there is one. */
  readonly key: string | null;
  /** What failed. */
  readonly in: "listener" | "tap" | "source" | "transform" | "bridge" | "read";
}

/** Told of errors that nobody could catch: a listener threw, a source failed. */
export type ErrorListener = (error: unknown, context: ErrorContext) => void;

/** Something that went wrong, whoever else was told of it. */
export interface Incident {
  /** Key of the record, where there is one. */
  readonly key: string | null;
  /** Where it happened; in `set` the caller has caught it or not. */
  readonly in: ErrorContext["in"] | "set";
  /** A `ContractViolation`; a `BridgeError`; or what was thrown. */
  readonly error: unknown;
}

/** Collects errors that nobody could catch, and tells observers of all others too. */
export class ErrorSink {
  readonly incidents: Listeners<Incident> = new Listeners((error) => {
    console.error("@aimdb/wasm: error in an onIncident listener:", error);
  });
  #listeners: readonly ErrorListener[] = [];

  /** Adds a listener; call what it gives to remove it. */
  on(listener: ErrorListener): () => void {
    // A wrapper of its own, so that a function added twice is there twice.
    const own: ErrorListener = (error, context) => listener(error, context);
    this.#listeners = [...this.#listeners, own];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== own);
    };
  }

  /** Tells the console and the listeners. */
  readonly report = (error: unknown, context: ErrorContext): void => {
    const where = context.key === null ? "" : ` of record "${context.key}"`;
    console.error(`@aimdb/wasm: error in a ${context.in}${where}:`, error);
    for (const listener of this.#listeners) {
      try {
        listener(error, context);
      } catch (nested) {
        console.error("@aimdb/wasm: error in an onError listener:", nested);
      }
    }
    this.incidents.call({ ...context, error });
  };
}
