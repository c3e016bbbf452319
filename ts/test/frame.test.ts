import { beforeEach, describe, expect, test } from "vitest";
import {
  attachFrame,
  begin,
  bigI64At,
  bigU64At,
  fits,
  frame,
  isBigI64,
  isBigU64,
  isF32,
  isF64,
  isI16,
  isI32,
  isI64,
  isI8,
  isList,
  isObject,
  isPlain,
  isU16,
  isU32,
  isU64,
  isU8,
  onlyKey,
  own,
  putText,
  setEntry,
  textAt,
} from "../src/frame.js";
import { StationStatus } from "../src/generated/station-status.js";
import { Temperature } from "../src/generated/temperature.js";

// The sources, not the package: their frame is of this test alone. No module writes
// into the memory; what is encoded is decoded again.
const SLOTS = 256;
const BYTES = 1024;
let memory: WebAssembly.Memory;

beforeEach(() => {
  memory = new WebAssembly.Memory({ initial: 1 });
  attachFrame(memory, 1024, SLOTS, BYTES);
});

describe("numbers", () => {
  const numbers = [
    0, -0, 1, -1, 0.5, 127, 128, -128, -129, 255, 256, 32767, 32768, -32768, -32769, 65535, 65536,
    2 ** 31 - 1, 2 ** 31, -(2 ** 31), -(2 ** 31) - 1, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, 2 ** 53,
    -(2 ** 53) + 1, -(2 ** 53), 1e300, NaN, Infinity, -Infinity,
  ];
  const whole = (min: number, max: number) => (n: number) => Number.isInteger(n) && n >= min && n <= max;

  test.each([
    ["u8", isU8, whole(0, 255)],
    ["u16", isU16, whole(0, 65535)],
    ["u32", isU32, whole(0, 2 ** 32 - 1)],
    ["u64", isU64, whole(0, 2 ** 53 - 1)],
    ["i8", isI8, whole(-128, 127)],
    ["i16", isI16, whole(-32768, 32767)],
    ["i32", isI32, whole(-(2 ** 31), 2 ** 31 - 1)],
    ["i64", isI64, whole(-(2 ** 53) + 1, 2 ** 53 - 1)],
    ["f64", isF64, Number.isFinite],
  ] as const)("%s", (_, is, expected) => {
    expect(numbers.filter((n) => is(n))).toEqual(numbers.filter(expected));
    for (const other of ["1", null, undefined, true, 1n, {}, []]) expect(is(other)).toBe(false);
  });

  test("f32: what fits, but no tie, which its decimal decides", () => {
    for (const n of [0, -0, 1.5, 22.1, 3.4028234663852886e38, 1e-50, -5e-324]) expect(isF32(n)).toBe(true);
    for (const n of [3.5e38, 1e300, NaN, Infinity, "1"]) expect(isF32(n)).toBe(false);
    const one = 1 + 2 ** -24; // halfway between two f32
    expect(isF32(one)).toBe(false);
    expect(isF32(1 + 2 ** -24 + 2 ** -52)).toBe(true);
    expect(isF32(1 + 2 ** -23)).toBe(true);
  });

  test("bigint", () => {
    const bigints = [0n, 1n, -1n, 2n ** 63n - 1n, 2n ** 63n, -(2n ** 63n), -(2n ** 63n) - 1n, 2n ** 64n - 1n, 2n ** 64n];
    expect(bigints.filter((n) => isBigU64(n))).toEqual([0n, 1n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n]);
    expect(bigints.filter((n) => isBigI64(n))).toEqual([0n, 1n, -1n, 2n ** 63n - 1n, -(2n ** 63n)]);
    expect(isBigU64(1)).toBe(false);
    frame.unsigned[0] = 2n ** 64n - 1n;
    expect(bigU64At(0)).toBe(2n ** 64n - 1n);
    expect(bigI64At(0)).toBe(-1n);
  });
});

describe("objects", () => {
  test("plain ones only", () => {
    class Reading {}
    for (const value of [{}, Object.create(null), { a: 1 }]) {
      expect(isObject(value) && isPlain(value)).toBe(true);
    }
    for (const value of [new Reading(), [], new Date(), new Map(), Object.create({})]) {
      expect(isObject(value) && isPlain(value)).toBe(false);
    }
    for (const value of [null, undefined, 1, "a", () => 1]) expect(isObject(value)).toBe(false);
  });

  test("lists", () => {
    class Readings extends Array {}
    expect(isList([1, 2])).toBe(true);
    for (const value of [new Readings(), { length: 1 }, new Uint8Array(1), Object.assign([], { toJSON: () => 1 })]) {
      expect(isList(value)).toBe(false);
    }
  });

  test("their only key", () => {
    expect(onlyKey({ a: 1 })).toBe("a");
    expect(onlyKey({})).toBe(undefined);
    expect(onlyKey({ a: 1, b: undefined })).toBe(undefined);
    expect(onlyKey(Object.defineProperty({ a: 1 }, "b", { value: 1 }))).toBe(undefined);
  });

  test("properties of their own", () => {
    expect(own({}, "constructor")).toBe(undefined);
    expect(own({ constructor: 1 }, "constructor")).toBe(1);
    const map: { [key: string]: number } = {};
    setEntry(map, "__proto__", 1);
    setEntry(map, "a", 2);
    expect(Object.entries(map)).toEqual([["__proto__", 1], ["a", 2]]);
    expect(Object.getPrototypeOf(map)).toBe(Object.prototype);
  });
});

describe("text", () => {
  const round = (text: string): string | undefined => {
    begin();
    if (!putText(text, 0)) return undefined;
    begin();
    return textAt(0);
  };

  test.each([
    ["nothing", ""],
    ["ASCII", "sensor-1"],
    ["all of ASCII", String.fromCharCode(...Array(128).keys())],
    ["Latin", "Österreich"],
    ["one letter that takes three bytes", "日"],
    ["emoji", "🌡️ 22 °C"],
    ["a byte order mark", "\ufeffa"],
    ["long ASCII", "x".repeat(500)],
    ["long other", "é".repeat(300)],
    ["as long as there is room", "x".repeat(BYTES)],
  ])("%s", (_, text) => {
    expect(round(text)).toBe(text);
    expect(round(text), "from those seen before").toBe(text);
  });

  test.each([
    ["a lone surrogate", "a\ud800"],
    ["a lone low surrogate", "\udc00"],
    ["surrogates in the wrong order", "\udc00\ud800"],
    ["too long", "x".repeat(BYTES + 1)],
    ["too long in bytes", "é".repeat(BYTES / 2 + 1)],
  ])("%s is left to serde", (_, text) => {
    expect(round(text)).toBe(undefined);
  });

  test("strings with the same end points are told apart", () => {
    for (const text of ["abcde", "axcye", "abcde", "aecbe"]) expect(round(text)).toBe(text);
    expect(round("é")).toBe("é");
    expect(round("Ã©")).toBe("Ã©");
  });
});

describe("generated code", () => {
  const status = {
    state: "online",
    firmware: "1.4.2",
    tags: ["roof", "Süd"],
    location: { latitude: 48.2, longitude: 16.3, altitude: null, timestamp: 5 },
    timestamp: 7,
  };

  test("gives back what it took", () => {
    expect(Temperature.encode!({ celsius: -0, timestamp: 3, more: 1 })).toBe(true);
    expect(Temperature.decode!(0)).toEqual({ celsius: 0, timestamp: 3 });
  });

  test("leaves everything doubtful to serde", () => {
    const good = { celsius: 1, timestamp: 2 };
    for (const value of [
      null, 1, "a", [], [1, 2], new Map(), { ...good, timestamp: 1.5 }, { ...good, celsius: null },
      { celsius: 1 }, { ...good, toJSON: () => good }, Object.create(good), Object.assign(new (class {})(), good),
    ]) {
      expect(Temperature.encode!(value)).toBe(false);
    }
  });

  test("does not fit: text", () => {
    const tags = (count: number) => ({ ...status, tags: Array<string>(count).fill("a") });
    expect(StationStatus.encode!(tags(SLOTS - 20))).toBe(true);
    expect(StationStatus.encode!(tags(SLOTS + 1))).toBe(false);
    expect(StationStatus.encode!(tags(SLOTS - 5))).toBe(false);
  });

  test("a getter that uses the frame for another value", () => {
    const value = {
      ...status,
      get location() {
        expect(Temperature.encode!({ celsius: 1, timestamp: 2 })).toBe(true);
        return status.location;
      },
    };
    expect(StationStatus.encode!(value)).toBe(false);
    const late = {
      ...status,
      location: {
        ...status.location,
        get latitude() {
          Temperature.encode!({ celsius: 1, timestamp: 2 });
          return 1;
        },
      },
    };
    expect(StationStatus.encode!(late)).toBe(false);
  });

  test("a getter that lets memory grow", () => {
    const value = {
      ...status,
      location: {
        ...status.location,
        get latitude() {
          memory.grow(1);
          return 1;
        },
      },
    };
    expect(StationStatus.encode!(value)).toBe(false);
    expect(StationStatus.encode!(status), "with views made anew").toBe(true);
  });

  test("a ticket is good once", () => {
    const ticket = begin();
    expect(fits(ticket, 0)).toBe(true);
    expect(fits(ticket, SLOTS)).toBe(true);
    expect(fits(ticket, SLOTS + 1)).toBe(false);
    expect(fits(ticket, -1)).toBe(false);
    begin();
    expect(fits(ticket, 0)).toBe(false);
  });
});
