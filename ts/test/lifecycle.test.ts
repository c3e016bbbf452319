import { expect, test, vi } from "vitest";
import glue from "../dist/glue.js";
import { openDb, TemperatureRecord, WasmDb } from "@aimdb/wasm";
import { celsius, makeDb, settle, until, withTemperature } from "./help.js";

test("build() is there, and records may be configured before and after it", async () => {
  const db = makeDb();
  await db.build();
  db.configureRecord("a", { schemaType: "temperature", buffer: "SingleLatest" });
  await db.build();
  db.set("a", celsius(1));
  db.configureRecord("b", { schemaType: "humidity", buffer: "SingleLatest" });
  db.set("b", { percent: 5, timestamp: 1 });
  await db.build();
  expect([db.get("a").celsius, db.get("b").percent]).toEqual([1, 5]);
});

test("calls while build() is pending", async () => {
  const db = withTemperature();
  const building = db.build();
  db.set("t", celsius(1));
  expect(db.get("t")).toEqual(celsius(1));
  await building;
});

test("records(): what is known of each", async () => {
  const db = withTemperature({ type: "SpmcRing", capacity: 4 });
  db.configureRecord("mail", { schemaType: "setpoint", buffer: "Mailbox" });
  db.subscribe("t", () => {});
  db.tap("t", () => {});
  const before = Date.now();
  for (let n = 0; n < 6; n++) db.set("t", celsius(n));
  await settle();
  const [t, mail] = db.records();
  expect(t).toMatchObject({
    key: "t",
    contract: "temperature",
    version: 1,
    buffer: "SpmcRing",
    capacity: 4,
    listeners: 2,
    produced: 6,
    delivered: 4,
    lagged: 2,
  });
  expect(t?.lastUpdate).toBeGreaterThanOrEqual(before - 5);
  expect(mail).toMatchObject({ buffer: "Mailbox", capacity: null, listeners: 0, produced: 0, lastUpdate: null });
});

test("knownSchemas()", () => {
  expect(makeDb().knownSchemas()).toEqual(
    expect.arrayContaining(["temperature", "humidity", "gps_location", "setpoint", "station_status"]),
  );
});

test("records by contract", () => {
  const db = withTemperature();
  const record = db.temperature("t");
  expect(record).toBeInstanceOf(TemperatureRecord);
  record.set(celsius(3));
  expect(record.get()).toEqual(celsius(3));
  expect(record.key).toBe("t");
  expect(record.contract.schemaType).toBe("temperature");
  expect(record.stats().produced).toBe(1);
  expect(() => db.humidity("t")).toThrow(/"t": expected humidity, it is temperature/);
});

test("openDb frees what it made when a record is wrong", () => {
  const records = { t: { schemaType: "temperature", buffer: { type: "SpmcRing", capacity: 0 } } } as const;
  expect(() => openDb({ records })).toThrow(/capacity/);
});

test("a database is disposable", () => {
  const db = new WasmDb();
  db[Symbol.dispose]();
  expect(db.closed).toBe(true);
});

test("free() ends subscriptions, also of values on their way", async () => {
  const db = withTemperature({ type: "SpmcRing", capacity: 8 });
  const called = vi.fn();
  db.subscribe("t", called);
  db.record("t").watch(called);
  db.set("t", celsius(1));
  db.free();
  await settle();
  expect(called).not.toHaveBeenCalled();
});

test("two databases do not know of each other", async () => {
  const [a, b] = [withTemperature(), withTemperature()];
  const got: number[] = [];
  b.subscribe("t", (value) => got.push(value.celsius));
  a.set("t", celsius(1));
  await settle();
  expect(b.get("t")).toBeNull();
  expect(got).toEqual([]);
});

test("a thousand databases, freed without unsubscribing, leave next to nothing behind", async () => {
  const { memory } = await glue();
  const once = async (): Promise<void> => {
    const db = new WasmDb();
    for (let n = 0; n < 5; n++) {
      db.configureRecord(`k${n}`, { schemaType: "temperature", buffer: { type: "SpmcRing", capacity: 16 } });
      db.subscribe(`k${n}`, () => {});
      db.tap(`k${n}`, () => {});
    }
    db.source("k0", (_emit, signal) => new Promise((resolve) => signal.addEventListener("abort", resolve)));
    for (let n = 0; n < 50; n++) db.set(`k${n % 5}`, celsius(n));
    await settle(1);
    db.free();
  };
  for (let n = 0; n < 200; n++) await once();
  const before = memory.buffer.byteLength;
  for (let n = 0; n < 1000; n++) await once();
  // The engine itself leaks some 16 bytes for each record; a database takes kilobytes.
  expect(memory.buffer.byteLength - before).toBeLessThan(1000 * 5 * 32);
});

test("a million writes and reads leave the module's memory as it is", async () => {
  const { memory } = await glue();
  const db = withTemperature({ type: "SpmcRing", capacity: 64 });
  let got = 0;
  db.subscribe("t", () => got++, { onLag: () => {} });
  const round = async (): Promise<void> => {
    for (let n = 0; n < 10_000; n++) db.set("t", celsius(n));
    await settle(1);
  };
  await round();
  const before = memory.buffer.byteLength;
  for (let n = 0; n < 100; n++) await round();
  expect(got).toBeGreaterThan(100 * 60);
  expect(memory.buffer.byteLength).toBe(before);
});

test("ten thousand subscriptions come and go", async () => {
  const db = withTemperature({ type: "SpmcRing", capacity: 16 });
  for (let n = 0; n < 10_000; n++) {
    const off = db.subscribe("t", () => {});
    if (n % 100 === 0) db.set("t", celsius(n));
    off();
  }
  const got: number[] = [];
  db.subscribe("t", (value) => got.push(value.celsius));
  db.set("t", celsius(1));
  await until(() => got.length === 2);
  expect(db.records()[0]?.listeners).toBe(1);
});
