import { afterEach, expect, test, vi } from "vitest";
import { ContractViolation, openDb } from "@aimdb/wasm";
import { celsius, collectErrors, settle, until, withTemperature } from "./help.js";

afterEach(() => vi.restoreAllMocks());

const ring = { type: "SpmcRing", capacity: 100 } as const;

function climate() {
  return openDb({
    records: {
      temperature: { schemaType: "temperature", buffer: ring },
      humidity: { schemaType: "humidity", buffer: ring },
      dew: { schemaType: "dew_point", buffer: ring },
      target: { schemaType: "setpoint", buffer: "SingleLatest" },
    },
  });
}

test("a source: an async iterable", async () => {
  const db = withTemperature(ring);
  const got: number[] = [];
  db.subscribe("t", (value) => got.push(value.celsius));
  let returned = false;
  async function* numbers() {
    try {
      for (let n = 0; ; n++) {
        yield celsius(n);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    } finally {
      returned = true;
    }
  }
  const source = db.source("t", numbers());
  await until(() => got.length >= 3);
  source.stop();
  source.stop();
  await source.done;
  const before = got.length;
  await settle(5);
  expect(got.slice(0, 3)).toEqual([0, 1, 2]);
  expect(got.length).toBe(before);
  expect(returned).toBe(true);
});

test("a source: an iterable that ends", async () => {
  const db = withTemperature(ring);
  const source = db.source("t", [celsius(1), celsius(2)]);
  await source.done;
  expect(db.get("t")).toEqual(celsius(2));
});

test("a source: a function that emits until it is stopped", async () => {
  const db = withTemperature(ring);
  let cleared = false;
  const source = db.source<{ celsius: number; timestamp: number }>("t", (emit, signal) => {
    let n = 0;
    const timer = setInterval(() => emit(celsius(n++)), 1);
    signal.addEventListener("abort", () => {
      clearInterval(timer);
      cleared = true;
    });
  });
  await until(() => db.get("t")?.celsius >= 2);
  source.stop();
  expect(cleared).toBe(true);
});

test("a source: a generator function", async () => {
  const db = withTemperature(ring);
  await db.source("t", async function* () {
    yield celsius(5);
  }).done;
  expect(db.get("t")).toEqual(celsius(5));
});

test("a source that fails is reported with its key", async () => {
  const db = withTemperature(ring);
  const errors = collectErrors(db);
  const boom = new Error("boom");
  await db.source("t", async () => {
    throw boom;
  }).done;
  expect(errors).toEqual([{ error: boom, context: { key: "t", in: "source" } }]);
});

test("a bad value of a source is reported, and the next one goes on", async () => {
  const db = withTemperature(ring);
  const errors = collectErrors(db);
  await db.source("t", [celsius(1), { celsius: NaN, timestamp: 1 }, celsius(3)]).done;
  expect(db.get("t")).toEqual(celsius(3));
  expect(errors).toHaveLength(1);
  expect(errors[0]?.error).toBeInstanceOf(ContractViolation);
});

test("a tap sees every value until it is stopped", async () => {
  const db = withTemperature(ring);
  const got: number[] = [];
  const tap = db.tap("t", (value) => got.push(value.celsius));
  db.set("t", celsius(1));
  db.set("t", celsius(2));
  await settle();
  tap.stop();
  db.set("t", celsius(3));
  await settle();
  expect(got).toEqual([1, 2]);
  await tap.done;
});

test("a tap that throws is reported as a tap", async () => {
  const db = withTemperature(ring);
  const errors = collectErrors(db);
  db.tap("t", () => {
    throw new Error("boom");
  });
  db.set("t", celsius(1));
  await settle();
  expect(errors[0]?.context).toEqual({ key: "t", in: "tap" });
});

test("a transform derives a record, and leaves out what it makes nothing of", async () => {
  const db = climate();
  const transform = db.transform("target", "temperature", (value) =>
    value.celsius > 0 ? { target_celsius: value.celsius / 2, timestamp: value.timestamp } : undefined,
  );
  db.set("temperature", celsius(20));
  await settle();
  expect(db.get("target")).toEqual({ target_celsius: 10, timestamp: 20 });
  db.set("temperature", { celsius: -5, timestamp: 30 });
  await settle();
  expect(db.get("target")?.timestamp).toBe(20);
  transform.stop();
  db.set("temperature", celsius(40));
  await settle();
  expect(db.get("target")?.timestamp).toBe(20);
  db.free();
});

test("a join waits for all its inputs, then follows each", async () => {
  const db = climate();
  db.transformJoin("target", ["temperature", "humidity"], ([temperature, humidity]) => ({
    target_celsius: temperature.celsius + humidity.percent,
    timestamp: Math.max(temperature.timestamp, humidity.timestamp),
  }));
  db.set("temperature", { celsius: 20, timestamp: 1 });
  await settle();
  expect(db.get("target")).toBeNull();
  db.set("humidity", { percent: 50, timestamp: 2 });
  await settle();
  expect(db.get("target")).toEqual({ target_celsius: 70, timestamp: 2 });
  db.set("temperature", { celsius: 21, timestamp: 3 });
  await settle();
  expect(db.get("target")).toEqual({ target_celsius: 71, timestamp: 3 });
  db.free();
});

test("what a transform makes is validated, and what it throws is reported", async () => {
  const db = climate();
  vi.spyOn(console, "error").mockImplementation(() => {});
  const errors: unknown[] = [];
  db.onError((error, context) => errors.push([(error as Error).name, context]));
  let mode = 0;
  db.transform("target", "temperature", () => {
    if (mode++ === 0) throw new RangeError("boom");
    return { target_celsius: NaN, timestamp: 1 };
  });
  db.set("temperature", celsius(1));
  db.set("temperature", celsius(2));
  await settle();
  const context = { key: "target", in: "transform" };
  expect(errors).toEqual([["RangeError", context], ["ContractViolation", context]]);
  db.free();
});

test("transforms in a circle are refused, and may be made once the circle is open", () => {
  const db = climate();
  const double = (value: { celsius: number; timestamp: number }) => value;
  expect(() => db.transform("temperature", "temperature", double)).toThrow(/circle: temperature → temperature/);
  const forth = db.transform("humidity", "temperature", (value) => ({ percent: value.celsius, timestamp: 1 }));
  expect(() =>
    db.transform("temperature", "humidity", (value) => ({ celsius: value.percent, timestamp: 1 })),
  ).toThrow(/"humidity" into "temperature".*temperature → humidity → temperature/);
  forth.stop();
  db.transform("temperature", "humidity", (value) => ({ celsius: value.percent, timestamp: 1 })).stop();
  db.free();
});

test("simulate makes plausible values up until it is stopped", async () => {
  const db = withTemperature(ring);
  const got: number[] = [];
  db.subscribe("t", (value) => got.push(value.celsius));
  const simulation = db.simulate("t", { intervalMs: 2, base: 20, variation: 3 });
  await until(() => got.length >= 5);
  simulation.stop();
  const before = got.length;
  await settle(10);
  expect(got.length).toBeLessThanOrEqual(before + 1);
  for (const value of got) expect(Math.abs(value - 20)).toBeLessThan(50);
  expect(() => db.simulate("t", { intervalMs: 0 })).toThrow(/intervalMs/);
});

test("free() stops pipelines", async () => {
  const db = withTemperature(ring);
  let aborted = false;
  const source = db.source("t", (_emit, signal) => {
    signal.addEventListener("abort", () => (aborted = true));
  });
  const tap = db.tap("t", () => {});
  const simulation = db.simulate("t", { intervalMs: 1 });
  await settle();
  db.free();
  expect(aborted).toBe(true);
  await Promise.all([source.done, tap.done, simulation.done]);
});

test("pipelines are disposable", async () => {
  const db = withTemperature(ring);
  const got: number[] = [];
  const tap = db.tap("t", (value) => got.push(value.celsius));
  tap[Symbol.dispose]();
  db.set("t", celsius(1));
  await settle();
  expect(got).toEqual([]);
});
