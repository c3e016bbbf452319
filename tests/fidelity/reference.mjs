// The reference: serde_json on the host, given the value's JSON text.

import { spawn } from "node:child_process";
import { once } from "node:events";

/**
 * The JSON text that counts for a value: what `JSON.stringify` gives, with our two
 * overrides for what it cannot say. A bigint is its digits; a number that is not
 * finite is one that no float can hold, where `JSON.stringify` would write `null`.
 * An own property counts even if it is not enumerable.
 *
 * Answers `undefined` where there is no JSON at all (a function, a symbol).
 */
export function referenceText(value) {
  const text = JSON.stringify(value, (_key, part) => {
    if (typeof part === "bigint") return `\u{f8ff}${part}`;
    if (part instanceof BigInt) return `\u{f8ff}${part}`;
    if (typeof part === "number" && !Number.isFinite(part)) return "\u{f8ff}1e999";
    return shown(part);
  });
  return text?.replaceAll(/"\u{f8ff}([^"]*)"/gu, "$1");
}

/** An object with all its own properties enumerable: ours count, `JSON.stringify`'s do not. */
function shown(part) {
  if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
  if (part instanceof String || part instanceof Number || part instanceof Boolean) return part;
  const names = Object.getOwnPropertyNames(part);
  if (names.length === Object.keys(part).length) return part;
  const copy = {};
  for (const name of names) {
    Object.defineProperty(copy, name, { value: part[name], enumerable: true, configurable: true, writable: true });
  }
  return copy;
}

/** Asks the host for its verdict on each `[index, text]`. */
export async function judge(host, cases) {
  const child = spawn(host, { stdio: ["pipe", "pipe", "inherit"] });
  const chunks = [];
  child.stdout.on("data", (chunk) => chunks.push(chunk));
  child.stdin.end(cases.map(([index, text]) => `${index} ${text}\n`).join(""));
  await once(child, "close");
  const lines = Buffer.concat(chunks).toString("utf8").split("\n");
  lines.pop();
  if (lines.length !== cases.length) {
    throw new Error(`the host answered ${lines.length} of ${cases.length} cases`);
  }
  return lines.map((line) =>
    line.startsWith("+") ? { ok: true, value: exact(line.slice(1)) } : { ok: false, message: line.slice(1) },
  );
}

/** Parses JSON, keeping integers that a number cannot hold as bigint. */
export function exact(text) {
  const marked = text.replaceAll(
    /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g,
    (token) => (/^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token)) ? `{"\u{f8ff}":"${token}"}` : token),
  );
  return JSON.parse(marked, (_key, part) =>
    part !== null && typeof part === "object" && typeof part["\u{f8ff}"] === "string" ? BigInt(part["\u{f8ff}"]) : part,
  );
}

/** A value with bigints as numbers where those are as good, for comparison with {@link judge}'s. */
export function comparable(value) {
  if (typeof value === "bigint") {
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== "object" || value === null) return value;
  const copy = {};
  for (const key of Object.keys(value)) {
    Object.defineProperty(copy, key, { value: comparable(value[key]), enumerable: true, writable: true, configurable: true });
  }
  return copy;
}

/** Whether a value holds an integer that a JavaScript number cannot. */
export function holdsBigint(value) {
  if (typeof value === "bigint") return true;
  return typeof value === "object" && value !== null && Object.values(value).some(holdsBigint);
}
