import { suggest } from "./nearest.js";

/** Throws unless `key` can be a record key. */
export function checkKey(key: unknown): asserts key is string {
  if (typeof key !== "string") {
    throw new TypeError(`record key: expected a string, got ${kindOf(key)}`);
  }
  if (key === "") throw new TypeError("record key: expected a name, got an empty string");
}

/** Throws unless `value` is a function. */
export function checkFunction(value: unknown, role: string): asserts value is (...args: never[]) => unknown {
  if (typeof value !== "function") {
    throw new TypeError(`${role}: expected a function, got ${kindOf(value)}`);
  }
}

/** Throws: there is no record of that name. */
export function unknownKey(key: unknown, known: Iterable<string>): never {
  checkKey(key);
  throw new Error(
    `no record "${key}"${suggest(key, known)} Records are made by configureRecord(key, { schemaType, buffer })`,
  );
}

/** A few words on what a value is, for messages. */
export function kindOf(value: unknown): string {
  if (value === null) return "null";
  switch (typeof value) {
    case "undefined":
      return "undefined";
    case "string":
      return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
    case "number":
    case "boolean":
      return `the ${typeof value} ${String(value)}`;
    case "bigint":
      return `the bigint ${String(value)}`;
    case "object":
      return Array.isArray(value) ? "an array" : "an object";
    default:
      return `a ${typeof value}`;
  }
}
