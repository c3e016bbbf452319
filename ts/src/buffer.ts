import { kindOf } from "./arguments.js";
import { suggest } from "./nearest.js";

/** How a record keeps its values. */
export type Buffer =
  /** The latest value; listeners may miss values in between. */
  | "SingleLatest"
  /** One value, which exactly one consumer takes: for commands. */
  | "Mailbox"
  | {
      /** Its kind. */
      readonly type: "SingleLatest" | "Mailbox";
    }
  /**
   * The last `capacity` values at least; each listener gets every value. As on a server, the number
   * is rounded up to a power of two; what waits for a server is `capacity` exactly.
   */
  | {
      /** Its kind. */
      readonly type: "SpmcRing";
      /** How many values it holds at least, from 1. */
      readonly capacity: number;
    };

/** The kinds of buffer. */
export type BufferKind = "SpmcRing" | "SingleLatest" | "Mailbox";

/** A buffer as the module takes it. */
export interface BufferArguments {
  /** Its kind. */
  readonly kind: BufferKind;
  /** The number of its kind. */
  readonly code: number;
  /** How many values a ring holds; 0 for the others. */
  readonly capacity: number;
}

const codes: { readonly [kind in BufferKind]: number } = { SpmcRing: 0, SingleLatest: 1, Mailbox: 2 };

/** Reads a buffer out of a record's configuration. */
export function parseBuffer(key: string, buffer: unknown): BufferArguments {
  const given: { type?: unknown; capacity?: unknown } =
    typeof buffer === "object" && buffer !== null ? buffer : { type: buffer };
  const kind = given.type;
  if (!isKind(kind)) {
    const hint = typeof kind === "string" ? suggest(kind, Object.keys(codes)) : ".";
    throw new TypeError(
      `record "${key}": unknown buffer ${kindOf(kind)}${hint} ` +
        'There are "SingleLatest", "Mailbox" and { type: "SpmcRing", capacity }',
    );
  }
  if (kind !== "SpmcRing") return { kind, code: codes[kind], capacity: 0 };
  const { capacity } = given;
  // Which number is for the module to say.
  if (typeof capacity !== "number") {
    throw new TypeError(
      `record "${key}": a SpmcRing needs its capacity, a number; got ${kindOf(capacity)}`,
    );
  }
  return { kind, code: codes.SpmcRing, capacity };
}

function isKind(kind: unknown): kind is BufferKind {
  return typeof kind === "string" && Object.hasOwn(codes, kind);
}
