/**
 * The scratch frame: how a value crosses between JavaScript and wasm.
 *
 * A frame is two regions of wasm memory: slots of 64 bits and, behind them,
 * bytes. Generated code writes a value's fields into it, in the order and by the
 * layout of `contracts/src/frame.rs`, and reads them back. What it is not certain
 * about it leaves to serde: a writer answers -1, and the value crosses as JSON text.
 *
 * @module
 */

/** Views over the scratch frame, and how far each was used. */
interface Frame {
  /** The slots as numbers. Empty until the module is there, and when its memory moved. */
  slots: Float64Array;
  /** The same slots as signed 64-bit integers. */
  signed: BigInt64Array;
  /** The same slots as unsigned 64-bit integers. */
  unsigned: BigUint64Array;
  /** The bytes of strings. */
  bytes: Uint8Array;
  /** The slot behind the value read last, set by readers of values that vary in size. */
  next: number;
  /** The byte behind the string read or written last. */
  end: number;
  /** Counts uses of the frame. */
  epoch: number;
}

/** The one scratch frame. */
export const frame: Frame = {
  slots: /*@__PURE__*/ new Float64Array(0),
  signed: /*@__PURE__*/ new BigInt64Array(0),
  unsigned: /*@__PURE__*/ new BigUint64Array(0),
  bytes: /*@__PURE__*/ new Uint8Array(0),
  next: 0,
  end: 0,
  epoch: 0,
};

/** Where the frame is. */
interface Place {
  readonly memory: { readonly buffer: ArrayBufferLike };
  readonly address: number;
  readonly slots: number;
  readonly bytes: number;
}

let place: Place | undefined;

/**
 * Tells where the frame is. The runtime calls this once the module is there.
 *
 * @param memory - The module's memory.
 * @param address - Byte offset of the first slot.
 * @param slots - How many slots there are.
 * @param bytes - How many bytes follow them.
 */
export function attachFrame(
  memory: { readonly buffer: ArrayBufferLike },
  address: number,
  slots: number,
  bytes: number,
): void {
  place = { memory, address, slots, bytes };
  refresh();
}

/** Makes the views anew: growing wasm memory empties the ones made before. */
function refresh(): void {
  if (place === undefined) {
    throw new Error("@aimdb/wasm is not there yet: call `await init()` first");
  }
  const { memory, address, slots, bytes } = place;
  const buffer = memory.buffer;
  frame.slots = new Float64Array(buffer, address, slots);
  frame.signed = new BigInt64Array(buffer, address, slots);
  frame.unsigned = new BigUint64Array(buffer, address, slots);
  frame.bytes = new Uint8Array(buffer, address + slots * 8, bytes);
}

/**
 * Begins to read or write a frame: every use starts with it, and the views are
 * good until wasm runs again.
 *
 * @returns A ticket for {@link fits}.
 */
export function begin(): number {
  if (frame.slots.length === 0) refresh();
  frame.end = 0;
  return (frame.epoch = (frame.epoch + 1) & 0x3fff_ffff);
}

/**
 * Whether a value was written, whole. A getter of the value may have used the
 * frame for another one, or made memory grow; then it was not.
 *
 * @param ticket - What {@link begin} gave.
 * @param next - The slot behind the value, or -1.
 */
export function fits(ticket: number, next: number): boolean {
  return next >= 0 && next <= frame.slots.length && ticket === frame.epoch;
}

/** An object whose properties nobody has looked at yet. */
export interface Loose {
  readonly toJSON?: unknown;
  readonly [key: string]: unknown;
}

const { getPrototypeOf } = Object;
const objectPrototype: unknown = Object.prototype;
const arrayPrototype: unknown = Array.prototype;

/** Whether a value is an object of any kind. */
export function isObject(value: unknown): value is Loose {
  return typeof value === "object" && value !== null;
}

/**
 * Whether an object is plain: what it inherits is not part of its JSON text. Ask
 * for its `toJSON` first, as `JSON.stringify` does; the engine then knows the
 * object's layout and answers this without a call.
 */
export function isPlain(value: Loose): boolean {
  const prototype: unknown = getPrototypeOf(value);
  return prototype === objectPrototype || prototype === null;
}

/** Whether a value is a plain array. */
export function isList(value: unknown): value is readonly unknown[] {
  return (
    Array.isArray(value) &&
    getPrototypeOf(value) === arrayPrototype &&
    (value as { toJSON?: unknown }).toJSON === undefined
  );
}

/**
 * A property of the object itself. For names that `Object.prototype` has too.
 *
 * @returns The value; `undefined` if the object has no such property of its own.
 */
export function own(value: Loose, name: string): unknown {
  return Object.prototype.hasOwnProperty.call(value, name) ? value[name] : undefined;
}

/** The names of an object's own properties: like fields, they count even if not enumerable. */
export const ownNames: (value: Loose) => readonly string[] = Object.getOwnPropertyNames;

/**
 * The names of an object's own properties as a sorted map has them.
 *
 * @returns `undefined` if Rust may sort them otherwise, by their UTF-8.
 */
export function sortedNames(value: Loose): readonly string[] | undefined {
  const names = Object.getOwnPropertyNames(value);
  return names.some((name) => /[\ud800-\uffff]/.test(name)) ? undefined : names.sort();
}

/** The name of an object's only property; `undefined` if it has none, or several. */
export function onlyKey(value: Loose): string | undefined {
  const names = ownNames(value);
  return names.length === 1 ? names[0] : undefined;
}

/** Whether a value is an `f64`: any finite number. */
export function isF64(value: unknown): value is number {
  return typeof value === "number" && value - value === 0;
}

/**
 * Whether a value is a number that fits an `f32`. One exactly between two `f32` is
 * left to serde: which it takes depends on the decimal that JSON text shows it.
 */
export function isF32(value: unknown): value is number {
  if (typeof value !== "number") return false;
  const near = Math.fround(value);
  if (near === value) return near - near === 0;
  const mirrored = value + (value - near);
  return near - near === 0 && Math.fround(mirrored) !== mirrored;
}

/** Powers of ten that a number holds exactly. */
const powers = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
/** 2^52: beyond it a number has no fraction, so adding it rounds. */
const ROUND = 2 ** 52;
/** 2^-23. */
const NEAR = 2 ** -23;

/**
 * The number that an `f32` field reads back as; NaN if the value does not fit one, or if
 * serde must decide. `contracts/src/decimal.rs` does the same in Rust, and says why.
 */
export function asF32(value: unknown): number {
  if (typeof value !== "number") return NaN;
  // No two decimals of six digits share an `f32`: such a one is its own shortest.
  const thousandths = Math.round(value * 1000);
  if (thousandths < 1e6 && thousandths > -1e6 && thousandths / 1000 === value) return value + 0;
  return isF32(value) ? shortest(Math.fround(value)) : NaN;
}

function shortest(narrow: number): number {
  if (narrow === 0) return 0;
  const size = Math.abs(narrow);
  if (!(size >= 1e-7 && size < 2 ** 23)) return NaN;
  for (const power of powers) {
    const scaled = size * power;
    const digits = scaled + ROUND - ROUND;
    const off = Math.abs(digits - scaled);
    if (off > scaled * NEAR) continue;
    const decimal = digits / power;
    if (Math.fround(decimal) !== size) continue;
    // Of two decimals equally near, serde_json alone knows which it prints.
    return off === 0.5 ? NaN : Math.sign(narrow) * decimal;
  }
  return NaN;
}

/** Whether a value is a `u8`. */
export function isU8(value: unknown): value is number {
  return typeof value === "number" && (value & 0xff) === value;
}

/** Whether a value is a `u16`. */
export function isU16(value: unknown): value is number {
  return typeof value === "number" && (value & 0xffff) === value;
}

/** Whether a value is a `u32`. */
export function isU32(value: unknown): value is number {
  return typeof value === "number" && value >>> 0 === value;
}

/** Whether a value is an `i8`. */
export function isI8(value: unknown): value is number {
  return typeof value === "number" && (value << 24) >> 24 === value;
}

/** Whether a value is an `i16`. */
export function isI16(value: unknown): value is number {
  return typeof value === "number" && (value << 16) >> 16 === value;
}

/** Whether a value is an `i32`. */
export function isI32(value: unknown): value is number {
  return typeof value === "number" && (value | 0) === value;
}

/** Whether a value is a `u64` that a number holds exactly. */
export function isU64(value: unknown): value is number {
  return (
    typeof value === "number" &&
    value >= 0 &&
    value <= Number.MAX_SAFE_INTEGER &&
    Math.floor(value) === value
  );
}

/** Whether a value is an `i64` that a number holds exactly. */
export function isI64(value: unknown): value is number {
  return (
    typeof value === "number" &&
    value >= Number.MIN_SAFE_INTEGER &&
    value <= Number.MAX_SAFE_INTEGER &&
    Math.floor(value) === value
  );
}

/** Whether a value is a `bigint` within `u64`. */
export function isBigU64(value: unknown): value is bigint {
  return typeof value === "bigint" && BigInt.asUintN(64, value) === value;
}

/** Whether a value is a `bigint` within `i64`. */
export function isBigI64(value: unknown): value is bigint {
  return typeof value === "bigint" && BigInt.asIntN(64, value) === value;
}

/** Whether a value is a string. */
export function isText(value: unknown): value is string {
  return typeof value === "string";
}

/** Strings beyond ASCII are asked here: most are not. */
const beyond = /*@__PURE__*/ (() => {
  // Since ES2024; the engine knows of most strings without a look at their characters.
  const { isWellFormed: native } = String.prototype as { isWellFormed?: (this: string) => boolean };
  return native === undefined
    ? (text: string) => !loneSurrogate.test(text)
    : (text: string) => native.call(text);
})();

/** Whether a value is a string that has an UTF-8 form. */
export function isWellFormed(value: unknown): value is string {
  return typeof value === "string" && beyond(value);
}

/** Whether a value is a boolean. */
export function isBool(value: unknown): value is boolean {
  return typeof value === "boolean";
}

/** Up to here a loop beats a call into the engine's encoder. */
const SHORT_TO_WRITE = 64;
/** Up to here a string that was read is kept, to be found again. */
const SHORT_TO_READ = 32;

const encoder = /*@__PURE__*/ new TextEncoder();
const decoder = /*@__PURE__*/ new TextDecoder("utf-8", { ignoreBOM: true });
const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/**
 * Writes a string: its length in bytes at slot `at`, its UTF-8 behind the strings before.
 *
 * @returns Whether there was room, and the string has an UTF-8 form.
 */
export function putText(text: string, at: number): boolean {
  const { bytes, end: start } = frame;
  const length = text.length;
  if (length > SHORT_TO_WRITE) return writeLong(text, at);
  if (length > bytes.length - start) return false;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) return writeLong(text, at);
    bytes[start + i] = code;
  }
  frame.slots[at] = length;
  frame.end = start + length;
  return true;
}

function writeLong(text: string, at: number): boolean {
  const { bytes, end: start } = frame;
  if (text.length > bytes.length - start || loneSurrogate.test(text)) return false;
  const { read, written } = encoder.encodeInto(text, bytes.subarray(start));
  if (read !== text.length) return false;
  frame.slots[at] = written;
  frame.end = start + written;
  return true;
}

/**
 * Writes a whole text into the frame's bytes.
 *
 * @returns How many bytes it takes; -1 if there is no room.
 */
export function putMessage(text: string): number {
  begin();
  const { bytes } = frame;
  if (text.length > bytes.length) return -1;
  const { read, written } = encoder.encodeInto(text, bytes);
  return read === text.length ? written : -1;
}

/** Strings read before: a sensor says the same few again and again. */
const seen: string[] = /*@__PURE__*/ new Array<string>(256).fill("");

/** Reads the string whose length is at slot `at`, behind the strings before. */
export function textAt(at: number): string {
  const { bytes, end: start } = frame;
  const length = (frame.slots[at] as number) | 0;
  const end = start + length;
  frame.end = end;
  if (length === 0) return "";
  if (length > SHORT_TO_READ) return decoder.decode(bytes.subarray(start, end));
  const first = bytes[start] as number;
  const middle = bytes[(start + end) >> 1] as number;
  const last = bytes[end - 1] as number;
  const place = (length + first * 7 + middle * 31 + last * 131) & 0xff;
  const known = seen[place] as string;
  if (isAt(known, start, length)) return known;
  const text = decoder.decode(bytes.subarray(start, end));
  seen[place] = text;
  return text;
}

/** Whether the bytes from `start` on are the given string, in ASCII. */
function isAt(text: string, start: number, length: number): boolean {
  if (text.length !== length) return false;
  const { bytes } = frame;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f || code !== bytes[start + i]) return false;
  }
  return true;
}

/** Reads the number at slot `at`. */
export function numberAt(at: number): number {
  return frame.slots[at] as number;
}

/** Reads the boolean, or the tag of an option, at slot `at`. */
export function flagAt(at: number): boolean {
  return frame.slots[at] !== 0;
}

/** Reads the unsigned 64-bit integer at slot `at`. */
export function bigU64At(at: number): bigint {
  return frame.unsigned[at] as bigint;
}

/** Reads the signed 64-bit integer at slot `at`. */
export function bigI64At(at: number): bigint {
  return frame.signed[at] as bigint;
}

/** Sets a property as `JSON.parse` does: `__proto__` is a name like any other. */
export function setEntry(object: object, key: string, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    (object as { [key: string]: unknown })[key] = value;
  }
}

/** For what never stands in a frame: Rust sends a value with such a part as text. */
export function unreadable(at: number): never {
  throw new Error(`@aimdb/wasm: nothing that could be read is at slot ${at}`);
}

/** A value being put together. */
export type Draft<T> = { -readonly [K in keyof T]: T[K] };
