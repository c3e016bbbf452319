import { afterEach, expect, test, vi } from "vitest";
import type { WasmDb } from "@aimdb/wasm";
import { celsius, collectErrors, makeDb, microtasks, settle, until, withTemperature } from "./help.js";

afterEach(() => vi.restoreAllMocks());

const ring = { type: "SpmcRing", capacity: 100 } as const;

function collect(db: WasmDb, key = "t"): number[] {
  const got: number[] = [];
  db.subscribe(key, (value) => got.push(value.celsius));
  return got;
}

test("the current value comes first, after subscribe has returned", async () => {
  for (const buffer of ["SingleLatest", ring] as const) {
    const db = withTemperature(buffer);
    db.set("t", celsius(1));
    const got = collect(db);
    expect(got).toEqual([]);
    await microtasks();
    expect(got).toEqual([1]);
  }
});

test("nothing comes before there is a value", async () => {
  const db = withTemperature();
  const got = collect(db);
  await settle();
  expect(got).toEqual([]);
});

test("a ring gives every value, in order", async () => {
  const db = withTemperature(ring);
  db.set("t", celsius(0));
  const got = collect(db);
  for (let n = 1; n < 20; n++) db.set("t", celsius(n));
  await settle();
  expect(got).toEqual(Array.from({ length: 20 }, (_, n) => n));
});

test("SingleLatest gives the latest", async () => {
  const db = withTemperature();
  db.set("t", celsius(0));
  const got = collect(db);
  for (let n = 1; n < 20; n++) db.set("t", celsius(n));
  await settle();
  expect(got).toEqual([19]);
});

test("who joins late gets the current value and no older one", async () => {
  const db = withTemperature(ring);
  const early = collect(db);
  db.set("t", celsius(1));
  db.set("t", celsius(2));
  const late = collect(db);
  db.set("t", celsius(3));
  await settle();
  expect(early).toEqual([1, 2, 3]);
  expect(late).toEqual([2, 3]);
});

test("every listener gets the same object, and get() too", async () => {
  const db = withTemperature(ring);
  const got: unknown[] = [];
  db.subscribe("t", (value) => got.push(value, db.get("t")));
  db.subscribe("t", (value) => got.push(value));
  db.set("t", celsius(1));
  await settle();
  expect(got).toHaveLength(3);
  expect(got.every((value) => value === got[0])).toBe(true);
});

test("unsubscribed means no further call: in the callback, in the same tick, twice", async () => {
  const db = withTemperature(ring);
  const got: number[] = [];
  const inside = db.subscribe("t", (value) => {
    got.push(value.celsius);
    inside();
    inside();
  });
  const never = vi.fn();
  const before = db.subscribe("t", never);
  for (let n = 0; n < 5; n++) db.set("t", celsius(n));
  before();
  await settle();
  expect(got).toEqual([0]);
  expect(never).not.toHaveBeenCalled();
  db.set("t", celsius(9));
  await settle();
  expect(got).toEqual([0]);
});

test("a listener can end another one before its turn", async () => {
  const db = withTemperature(ring);
  const second = vi.fn();
  db.subscribe("t", () => off());
  const off = db.subscribe("t", second);
  db.set("t", celsius(1));
  await settle();
  expect(second).not.toHaveBeenCalled();
});

test("an abort signal ends a subscription", async () => {
  const db = withTemperature(ring);
  const got: number[] = [];
  const stop = new AbortController();
  db.subscribe("t", (value) => got.push(value.celsius), { signal: stop.signal });
  db.set("t", celsius(1));
  await settle();
  stop.abort();
  db.set("t", celsius(2));
  await settle();
  expect(got).toEqual([1]);
  db.subscribe("t", () => got.push(-1), { signal: stop.signal });
  await settle();
  expect(got).toEqual([1]);
});

test("lag is told and skipped", async () => {
  const db = withTemperature({ type: "SpmcRing", capacity: 4 });
  const got: number[] = [];
  const lags: number[] = [];
  db.subscribe("t", (value) => got.push(value.celsius), { onLag: (lost) => lags.push(lost) });
  for (let n = 0; n < 20; n++) db.set("t", celsius(n));
  await settle();
  expect(got).toEqual([16, 17, 18, 19]);
  expect(lags).toEqual([16]);
  db.set("t", celsius(20));
  await settle();
  expect(got.at(-1)).toBe(20);
  expect(db.records()[0]).toMatchObject({ lagged: 16, delivered: 5 });
});

test("lag counts from when a listener joined", async () => {
  const db = withTemperature({ type: "SpmcRing", capacity: 4 });
  const lags: [string, number][] = [];
  db.subscribe("t", () => {}, { onLag: (lost) => lags.push(["early", lost]) });
  for (let n = 0; n < 10; n++) db.set("t", celsius(n));
  const got: number[] = [];
  db.subscribe("t", (value) => got.push(value.celsius), { onLag: (lost) => lags.push(["late", lost]) });
  for (let n = 10; n < 20; n++) db.set("t", celsius(n));
  await settle();
  expect(lags).toEqual([["early", 16], ["late", 6]]);
  expect(got).toEqual([9, 16, 17, 18, 19]);
});

test("a Mailbox value goes to exactly one listener, and they take turns", async () => {
  const db = withTemperature("Mailbox");
  const got: [string, number][] = [];
  db.subscribe("t", (value) => got.push(["a", value.celsius]));
  db.subscribe("t", (value) => got.push(["b", value.celsius]));
  for (let n = 0; n < 6; n++) {
    db.set("t", celsius(n));
    await settle(1);
  }
  expect(got.map(([, value]) => value)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(got.map(([who]) => who)).toEqual(["a", "b", "a", "b", "a", "b"]);
});

test("a Mailbox gives a new listener only what nobody took", async () => {
  const db = withTemperature("Mailbox");
  db.set("t", celsius(1));
  expect(db.get("t")).toEqual(celsius(1));
  const first = collect(db);
  await settle();
  expect(first).toEqual([1]);
  const second = collect(db);
  await settle();
  expect(second).toEqual([]);
  expect(db.get("t")).toEqual(celsius(1));
});

test("observers take nothing out of a Mailbox", async () => {
  const db = withTemperature("Mailbox");
  const changed = vi.fn();
  db.record("t").watch(changed);
  db.set("t", celsius(1));
  db.get("t");
  await settle();
  expect(changed).toHaveBeenCalledTimes(1);
  expect(collect(db)).toEqual([]);
  const got = collect(db);
  await settle();
  expect(got.length).toBeLessThanOrEqual(1);
});

test("watchers are told once for many writes", async () => {
  const db = withTemperature(ring);
  const changed = vi.fn();
  const off = db.record("t").watch(changed);
  for (let n = 0; n < 10; n++) db.set("t", celsius(n));
  await settle();
  expect(changed).toHaveBeenCalledTimes(1);
  off();
  off();
  db.set("t", celsius(1));
  await settle();
  expect(changed).toHaveBeenCalledTimes(1);
});

test("a callback that throws is reported and ends nothing", async () => {
  const db = withTemperature(ring);
  const errors = collectErrors(db);
  const boom = new Error("boom");
  db.subscribe("t", () => {
    throw boom;
  });
  const got = collect(db);
  db.set("t", celsius(1));
  db.set("t", celsius(2));
  await settle();
  expect(got).toEqual([1, 2]);
  expect(errors).toEqual([
    { error: boom, context: { key: "t", in: "listener" } },
    { error: boom, context: { key: "t", in: "listener" } },
  ]);
  expect(console.error).toHaveBeenCalledTimes(2);
});

test("an async callback that rejects is reported", async () => {
  const db = withTemperature(ring);
  const errors = collectErrors(db);
  db.subscribe("t", async () => {
    await Promise.resolve();
    throw new Error("later");
  });
  db.set("t", celsius(1));
  await settle();
  expect(errors).toHaveLength(1);
});

test("an onError listener that throws stops nothing", async () => {
  const db = withTemperature(ring);
  const errors = collectErrors(db);
  const off = db.onError(() => {
    throw new Error("worse");
  });
  db.subscribe("t", () => {
    throw new Error("boom");
  });
  const got = collect(db);
  db.set("t", celsius(1));
  off();
  await settle();
  expect(got).toEqual([1]);
  expect(errors).toHaveLength(1);
});

test("callbacks may get, set, subscribe, configure and free", async () => {
  const db = withTemperature(ring);
  db.configureRecord("u", { schemaType: "temperature", buffer: ring });
  const got: string[] = [];
  db.subscribe("t", (value) => {
    got.push(`t${value.celsius}`);
    db.set("u", celsius(value.celsius * 2));
    db.configureRecord("v", { schemaType: "humidity", buffer: "SingleLatest" });
    expect(db.get("u").celsius).toBe(value.celsius * 2);
    db.subscribe("u", (doubled) => {
      got.push(`u${doubled.celsius}`);
      db.free();
    });
  });
  db.set("t", celsius(1));
  db.set("t", celsius(2));
  await settle();
  expect(got).toEqual(["t1", "t2", "u2"]);
  expect(db.closed).toBe(true);
});

test("a listener that frees the database leaves nothing for the others", async () => {
  for (const buffer of ["SingleLatest", "Mailbox", ring] as const) {
    const db = withTemperature(buffer);
    db.set("t", celsius(1));
    const second = vi.fn();
    db.subscribe("t", () => db.free());
    db.subscribe("t", second);
    db.record("t").watch(second);
    db.set("t", celsius(2));
    await settle();
    expect(db.closed).toBe(true);
    expect(second.mock.calls.length).toBeLessThanOrEqual(1);
  }
});

test("a callback that sets its own record forever does not starve timers or other records", async () => {
  const db = withTemperature(ring);
  db.configureRecord("other", { schemaType: "temperature", buffer: "SingleLatest" });
  let rounds = 0;
  const off = db.subscribe("t", (value) => {
    rounds++;
    db.set("t", celsius((value.celsius + 1) % 1000));
  });
  const other = collect(db, "other");
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  db.set("t", celsius(0));
  await until(() => ticks >= 5);
  db.set("other", celsius(7));
  await until(() => other.length > 0);
  off();
  clearInterval(timer);
  const before = rounds;
  expect(before).toBeGreaterThan(1000);
  await settle();
  expect(rounds).toBe(before);
});

test("many deliveries at once are spread over turns, and none is lost", async () => {
  const db = withTemperature({ type: "SpmcRing", capacity: 10_000 });
  const got = collect(db);
  for (let n = 0; n < 10_000; n++) db.set("t", celsius(n));
  await microtasks();
  expect(got.length).toBeGreaterThan(0);
  expect(got.length).toBeLessThan(10_000);
  await until(() => got.length === 10_000);
  expect(got).toEqual(Array.from({ length: 10_000 }, (_, n) => n));
});

test("subscribing again after the last one left starts with the current value", async () => {
  const db = withTemperature(ring);
  const off = db.subscribe("t", () => {});
  db.set("t", celsius(1));
  off();
  db.set("t", celsius(2));
  const got = collect(db);
  db.set("t", celsius(3));
  await settle();
  expect(got).toEqual([2, 3]);
});

test("a thousand records", async () => {
  const db = makeDb();
  const got: number[] = [];
  for (let n = 0; n < 1000; n++) {
    db.configureRecord(`r.${n}`, { schemaType: "temperature", buffer: "SingleLatest" });
    db.subscribe(`r.${n}`, (value) => got.push(value.celsius));
  }
  for (let n = 0; n < 1000; n++) db.set(`r.${n}`, celsius(n));
  await until(() => got.length === 1000);
  expect(got.sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, n) => n));
});

test("values that were read ahead are not given to who left", async () => {
  const db = withTemperature({ type: "SpmcRing", capacity: 256 });
  const got: number[] = [];
  const stop = db.subscribe("t", (value) => {
    got.push(value.celsius);
    if (value.celsius === 40) stop();
  });
  for (let n = 0; n < 200; n++) db.set("t", celsius(n));
  await settle();
  expect(got).toEqual(Array.from({ length: 41 }, (_, n) => n));
  const late = collect(db);
  db.set("t", celsius(500));
  await settle();
  expect(late).toEqual([199, 500]);
});

test("who joins while values are delivered that were read ahead gets no older one", async () => {
  const db = withTemperature({ type: "SpmcRing", capacity: 256 });
  const late: number[] = [];
  const seen: unknown[] = [];
  db.subscribe("t", (value) => {
    seen.push(value);
    if (value.celsius === 3) db.subscribe("t", (value) => late.push(value.celsius));
    if (value.celsius === 5) db.set("t", celsius(1000));
  });
  for (let n = 0; n < 100; n++) db.set("t", celsius(n));
  await settle();
  expect(seen).toHaveLength(101);
  expect(seen[100]).toBe(db.get("t"));
  expect(late).toEqual([99, 1000]);
});

test("a value that no frame holds comes in its turn", async () => {
  const db = withTemperature(ring);
  const got = collect(db);
  for (const value of [1, 1e-30, 2, 3, 1e-30]) db.set("t", celsius(value));
  await settle();
  expect(got).toEqual([1, 1e-30, 2, 3, 1e-30]);
});
