import type { PathStep } from "./violation.js";

/** A part of a value that JSON cannot say. */
export interface Blemish {
  /** Where it is. */
  readonly path: readonly PathStep[];
  /** What it is. */
  readonly received: string;
  /** What a getter threw, if that is the trouble. */
  readonly cause?: unknown;
}

/** A value as JSON text. */
export interface JsonText {
  /** The text. */
  readonly text: string;
  /** Parts that the text cannot show; empty for nearly all values. */
  readonly blemishes: readonly Blemish[];
}

/**
 * Stands where a value has no JSON. serde refuses it wherever a contract reads a
 * value, and passes over it in a field that the contract does not have: the same
 * as generated code does, which never looks at such a field.
 */
const UNREADABLE = "1e999";

/** Nesting beyond this overflows the stack some time; serde itself reads 127 levels. */
const MAX_DEPTH = 1000;

/**
 * Writes a value as `JSON.stringify` would, except that a `bigint` becomes its
 * digits, that an own property counts even if it is not enumerable, and that what
 * has no JSON (non-finite numbers, cycles, getters that throw) is marked rather
 * than made `null` or thrown.
 */
export function toText(value: unknown): JsonText {
  const writer = new TextWriter();
  const text = writer.root(value);
  return { text, blemishes: writer.blemishes };
}

class TextWriter {
  readonly blemishes: Blemish[] = [];
  readonly #path: PathStep[] = [];
  readonly #parents: object[] = [];

  root(value: unknown): string {
    return this.#read(() => toJson(value, "")) ?? this.#blemish(typeof value);
  }

  /** The text of what `get` gives; `undefined` for what `JSON.stringify` leaves out. */
  #read(get: () => unknown): string | undefined {
    let value: unknown;
    try {
      value = get();
    } catch (cause) {
      return this.#blemish("a getter that throws", cause);
    }
    return this.#value(value);
  }

  #value(value: unknown): string | undefined {
    switch (typeof value) {
      case "string":
        return JSON.stringify(value);
      case "number":
        return Number.isFinite(value) ? String(value) : this.#blemish(String(value));
      case "boolean":
      case "bigint":
        return String(value);
      case "object":
        return value === null ? "null" : this.#object(value);
      default:
        return undefined;
    }
  }

  #blemish(received: string, cause?: unknown): string {
    this.blemishes.push({ path: [...this.#path], received, cause });
    return UNREADABLE;
  }

  #object(value: object): string | undefined {
    if (value instanceof Number) return this.#value(Number(value));
    if (value instanceof String) return this.#value(String(value));
    if (value instanceof Boolean || value instanceof BigInt) return this.#value(value.valueOf());
    if (this.#parents.includes(value)) return this.#blemish("a cycle");
    if (this.#parents.length === MAX_DEPTH) return this.#blemish("endless nesting");
    this.#parents.push(value);
    try {
      return Array.isArray(value) ? this.#array(value) : this.#fields(value);
    } catch (cause) {
      // Only a proxy throws here: what its fields are, it alone knows.
      return this.#blemish("a proxy that throws", cause);
    } finally {
      this.#parents.pop();
    }
  }

  #array(items: readonly unknown[]): string {
    const parts: string[] = [];
    for (let index = 0; index < items.length; index++) {
      this.#path.push(index);
      parts.push(this.#read(() => toJson(items[index], String(index))) ?? "null");
      this.#path.pop();
    }
    return `[${parts.join(",")}]`;
  }

  #fields(value: object): string {
    const parts: string[] = [];
    // Enumerable or not: a generated writer reads a field without asking.
    for (const name of Object.getOwnPropertyNames(value)) {
      this.#path.push(name);
      const field = this.#read(() => toJson((value as Record<string, unknown>)[name], name));
      if (field !== undefined) parts.push(`${JSON.stringify(name)}:${field}`);
      this.#path.pop();
    }
    return `{${parts.join(",")}}`;
  }
}

/** Follows `toJSON`, as `JSON.stringify` does. */
function toJson(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return value;
  const method = (value as { toJSON?: unknown }).toJSON;
  return typeof method === "function"
    ? (method as (name: string) => unknown).call(value, name)
    : value;
}
