import { afterEach, expect, test, vi } from "vitest";
import { WasmDb } from "@aimdb/wasm";
import { celsius, makeDb, settle, withTemperature } from "./help.js";

afterEach(() => vi.restoreAllMocks());

// What TypeScript would refuse, as JavaScript sends it.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
const untyped = (db: WasmDb): any => db;

function alive(db: WasmDb): void {
  db.configureRecord("alive", { schemaType: "temperature", buffer: "SingleLatest" });
  db.set("alive", celsius(1));
  expect(db.get("alive")).toEqual(celsius(1));
}

const record = { schemaType: "temperature", buffer: "SingleLatest" };

test.each([
  ["a number as key", 5, record, /record key: expected a string, got the number 5/],
  ["no key", undefined, record, /expected a string, got undefined/],
  ["an empty key", "", record, /empty string/],
  ["no config", "k", undefined, /"k".*expected \{ schemaType, buffer \}, got undefined/],
  ["unknown schema", "k", { ...record, schemaType: "temprature" }, /"k".*"temprature", did you mean "temperature"\?.*humidity/],
  ["a schema unlike any", "k", { ...record, schemaType: "zzzzzz" }, /"zzzzzz"\. Known are temperature/],
  ["an inherited name as schema", "k", { ...record, schemaType: "constructor" }, /unknown schema type "constructor"/],
  ["a number as schema", "k", { ...record, schemaType: 7 }, /schemaType: expected a contract's name, got the number 7/],
  ["unknown buffer", "k", { ...record, buffer: "SingelLatest" }, /"SingelLatest", did you mean "SingleLatest"\?/],
  ["no buffer", "k", { schemaType: "temperature" }, /unknown buffer undefined/],
  ["a ring without capacity", "k", { ...record, buffer: "SpmcRing" }, /capacity/],
  ["capacity 0", "k", { ...record, buffer: { type: "SpmcRing", capacity: 0 } }, /"k".*capacity.*0/],
  ["capacity 1.5", "k", { ...record, buffer: { type: "SpmcRing", capacity: 1.5 } }, /capacity.*1\.5/],
  ["negative capacity", "k", { ...record, buffer: { type: "SpmcRing", capacity: -1 } }, /capacity.*-1/],
  ["capacity 2^32-1", "k", { ...record, buffer: { type: "SpmcRing", capacity: 4294967295 } }, /capacity.*4294967295/],
  ["capacity NaN", "k", { ...record, buffer: { type: "SpmcRing", capacity: NaN } }, /capacity.*NaN/],
  ["capacity as text", "k", { ...record, buffer: { type: "SpmcRing", capacity: "10" } }, /capacity.*"10"/],
  ["a number as topic", "k", { ...record, topic: 5 }, /"k".*topic|string/],
  ["an unknown delivery", "k", { ...record, delivery: "once" }, /"k".*at-least-once/],
])("configureRecord: %s", (_name, key, config, message) => {
  const db = makeDb();
  expect(() => untyped(db).configureRecord(key, config)).toThrow(message);
  alive(db);
});

test("the same record again is nothing; another one under its key is an error", () => {
  const db = withTemperature();
  db.set("t", celsius(1));
  db.configureRecord("t", { schemaType: "temperature", buffer: "SingleLatest" });
  expect(db.get("t")).toEqual(celsius(1));
  expect(() => db.configureRecord("t", { schemaType: "humidity", buffer: "SingleLatest" })).toThrow(
    /"t".*temperature.*humidity/,
  );
  expect(() => db.configureRecord("t", { schemaType: "temperature", buffer: "Mailbox" })).toThrow(/buffer/);
  expect(db.records()).toHaveLength(1);
  alive(db);
});

test("unknown keys name the nearest one", () => {
  const db = makeDb();
  db.configureRecord("sensors.temperature.vienna", { schemaType: "temperature", buffer: "SingleLatest" });
  expect(() => db.get("sensors.temperature.viena")).toThrow(
    /no record "sensors.temperature.viena", did you mean "sensors.temperature.vienna"\?/,
  );
  expect(() => db.set("x", celsius(1))).toThrow(/no record "x"/);
  expect(() => db.subscribe("toString", () => {})).toThrow(/no record "toString"/);
  expect(() => untyped(db).get(5)).toThrow(/expected a string, got the number 5/);
  expect(() => untyped(db).set(undefined, {})).toThrow(/expected a string, got undefined/);
  alive(db);
});

test("callbacks must be functions", () => {
  const db = untyped(withTemperature());
  expect(() => db.subscribe("t", "not a function")).toThrow(/subscribe to "t": expected a function, got "not a function"/);
  expect(() => db.subscribe("t")).toThrow(/expected a function, got undefined/);
  expect(() => db.tap("t", {})).toThrow(/tap of "t"/);
  expect(() => db.onError(1)).toThrow(/onError/);
  expect(() => db.record("t").watch(null)).toThrow(/watch of "t"/);
  expect(() => db.source("t", 5)).toThrow(/source of "t"/);
  expect(() => db.transform("t", "t", null)).toThrow(/transform into "t"/);
  alive(db);
});

test.each([
  ["null", null],
  ["undefined", undefined],
  ["a number", 5],
  ["text", "hot"],
  ["an array that is too short", [1]],
  ["an array that is too long", [1, 2, 3]],
  ["a function", () => {}],
  ["a symbol", Symbol("x")],
  ["a missing field", { celsius: 1 }],
  ["a wrong type", { celsius: "warm", timestamp: 1 }],
  ["undefined in a field", { celsius: undefined, timestamp: 1 }],
  ["NaN", { celsius: NaN, timestamp: 1 }],
  ["Infinity", { celsius: Infinity, timestamp: 1 }],
  ["more than an f32 holds", { celsius: 1e300, timestamp: 1 }],
  ["a fraction for an integer", { celsius: 1, timestamp: 1.5 }],
  ["a negative for an unsigned", { celsius: 1, timestamp: -1 }],
  ["more than 2^53", { celsius: 1, timestamp: 2 ** 60 }],
  ["a bigint above 2^53", { celsius: 1, timestamp: 2n ** 60n }],
])("set: %s is a violation", (_name, value) => {
  const db = withTemperature();
  expect(() => db.set("t", value)).toThrow(expect.objectContaining({ name: "ContractViolation", contract: "temperature", key: "t" }));
  expect(db.get("t")).toBeNull();
  alive(db);
});

test("set: a getter that throws is a violation with its path, and the database lives", () => {
  const db = withTemperature();
  const boom = new Error("boom");
  const trap = {
    get celsius(): number {
      throw boom;
    },
    timestamp: 1,
  };
  expect(() => db.set("t", trap)).toThrow(
    expect.objectContaining({ name: "ContractViolation", path: ["celsius"], cause: boom }),
  );
  alive(db);
});

test("set: a getter that calls back into the database", () => {
  const db = withTemperature();
  db.configureRecord("u", { schemaType: "temperature", buffer: "SingleLatest" });
  db.set("t", {
    get celsius() {
      db.set("u", celsius(7));
      return db.get("u").celsius + 1;
    },
    timestamp: 1,
  });
  expect(db.get("t")).toEqual({ celsius: 8, timestamp: 1 });
  expect(db.get("u")).toEqual(celsius(7));
});

test("set: a getter that frees the database", () => {
  const db = withTemperature();
  const trap = {
    get celsius() {
      db.free();
      return 1;
    },
    timestamp: 1,
  };
  expect(() => db.set("t", trap)).toThrow(/freed/);
});

test("set: proxies are read like objects, and may throw", () => {
  const db = withTemperature();
  db.set("t", new Proxy(celsius(3), {}));
  expect(db.get("t")).toEqual(celsius(3));
  const hostile = new Proxy({}, { get() { throw new Error("no"); }, ownKeys() { throw new Error("no"); } });
  expect(() => db.set("t", hostile)).toThrow(Error);
  alive(db);
});

test("set: cycles", () => {
  const db = withTemperature();
  const cyclic: Record<string, unknown> = { celsius: 1, timestamp: 1 };
  cyclic["self"] = cyclic;
  // A field that the contract does not have is never looked at.
  db.set("t", cyclic);
  expect(db.get("t")).toEqual({ celsius: 1, timestamp: 1 });
  cyclic["celsius"] = cyclic;
  expect(() => db.set("t", cyclic)).toThrow(expect.objectContaining({ path: ["celsius"] }));
  alive(db);
});

test("set: 10 MB of text", () => {
  const db = makeDb();
  db.configureRecord("s", { schemaType: "temperature", buffer: "SingleLatest" });
  const huge = "x".repeat(10_000_000);
  let message = "";
  try {
    db.set("s", { celsius: huge, timestamp: 1 });
  } catch (error) {
    message = (error as Error).message;
  }
  expect(message).toMatch(/celsius/);
  expect(message.length).toBeLessThan(500);
  alive(db);
});

test("everything after free() says so", async () => {
  const db = withTemperature();
  const record = db.record("t");
  db.set("t", celsius(1));
  const called = vi.fn();
  db.subscribe("t", called);
  db.free();
  db.free();
  for (const use of [
    () => db.get("t"),
    () => db.set("t", celsius(1)),
    () => db.subscribe("t", () => {}),
    () => db.record("t"),
    () => record.get(),
    () => record.set(celsius(1)),
    () => record.subscribe(() => {}),
    () => record.watch(() => {}),
    () => db.get("unknown"),
    () => db.configureRecord("u", { schemaType: "temperature", buffer: "SingleLatest" }),
    () => db.records(),
    () => db.simulate("t"),
    () => db.source("t", []),
  ]) {
    expect(use, String(use)).toThrow(/freed/);
  }
  await expect(db.build()).rejects.toThrow(/freed/);
  await settle();
  expect(called).not.toHaveBeenCalled();
});
