import { afterEach, expect, test, vi } from "vitest";
import { ContractViolation, openDb } from "@aimdb/wasm";
import { celsius, collectErrors, collectGarbage, settle, until, withTemperature } from "./help.js";

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

test("a source keeps none of the values it gave", async () => {
  const db = withTemperature(ring);
  const given: WeakRef<object>[] = [];
  async function* numbers() {
    for (let n = 0; n < 1000; n++) {
      const value = celsius(n);
      given.push(new WeakRef(value));
      yield value;
    }
    await new Promise<never>(() => {});
  }
  const source = db.source("t", numbers());
  await until(() => db.get("t")?.celsius === 999);
  await collectGarbage();
  // The last one may stand in a variable of who made it or who took it.
  expect(given.filter((value) => value.deref() !== undefined).length).toBeLessThanOrEqual(2);
  source.stop();
});

/** An iterable whose next value never comes. */
function silence() {
  const close = vi.fn(() => Promise.resolve({ done: true, value: undefined } as const));
  const next = vi.fn(() => new Promise<never>(() => {}));
  return { next, close, [Symbol.asyncIterator]: () => ({ next, return: close }) };
}

test("a source that waits for its next value ends at once, and its iterator is closed", async () => {
  const db = withTemperature(ring);
  const [stopped, freed] = [silence(), silence()];
  const source = db.source("t", stopped);
  const other = db.source("t", () => freed);
  await settle();
  expect([stopped.next, freed.next].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
  source.stop();
  await source.done;
  expect(stopped.close).toHaveBeenCalledTimes(1);
  expect(freed.close).not.toHaveBeenCalled();
  db.free();
  await other.done;
  await settle();
  expect([stopped.close, freed.close].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
});

test("what a source gives after it was stopped is not written", async () => {
  const db = withTemperature(ring);
  let give!: () => void;
  async function* late() {
    await new Promise<void>((resolve) => (give = resolve));
    yield celsius(1);
  }
  const source = db.source("t", late());
  await settle();
  source.stop();
  give();
  await settle();
  expect(db.get("t")).toBeNull();
});

test("a generator may stop its own source, and cleans up", async () => {
  const db = withTemperature(ring);
  const errors = collectErrors(db);
  let cleaned = false;
  const source = db.source("t", function* () {
    try {
      yield celsius(1);
      source.stop();
      yield celsius(2);
    } finally {
      cleaned = true;
    }
  });
  await source.done;
  await settle();
  expect([db.get("t"), cleaned, errors]).toEqual([celsius(1), true, []]);
});

test("an iterator that fails as it is closed is reported", async () => {
  const db = withTemperature(ring);
  const errors = collectErrors(db);
  const boom = new Error("boom");
  const fail = (): never => {
    throw boom;
  };
  const never = new Promise<never>(() => {});
  const source = db.source("t", { [Symbol.asyncIterator]: () => ({ next: () => never, return: fail }) });
  await settle();
  source.stop();
  await settle();
  expect(errors).toEqual([{ error: boom, context: { key: "t", in: "source" } }]);
});

/** Something that a producer of one line gives back, not knowing what for. */
class Sensor {
  #listener: (value: { celsius: number; timestamp: number }) => void = () => {};
  on(listener: (value: { celsius: number; timestamp: number }) => void): this {
    this.#listener = listener;
    return this;
  }
  measure(n: number): void {
    this.#listener(celsius(n));
  }
}

test("a producer goes on until it is stopped, whatever it returns", async () => {
  const db = withTemperature(ring);
  const sensor = new Sensor();
  let timer: ReturnType<typeof setInterval> | undefined;
  let n = 0;
  const sources = [
    db.source("t", (emit) => (timer = setInterval(() => emit(celsius(n++)), 1))),
    db.source("t", (emit) => sensor.on(emit)),
    db.source("t", () => null),
    db.source("t", () => 0),
  ];
  const ended = vi.fn();
  for (const { done } of sources) void done.then(ended);
  await until(() => db.get("t")?.celsius >= 2);
  clearInterval(timer);
  sensor.measure(100);
  expect(db.get("t")).toEqual(celsius(100));
  expect(ended).not.toHaveBeenCalled();
  for (const source of sources) source.stop();
  sensor.measure(200);
  await settle();
  expect(db.get("t")).toEqual(celsius(100));
  expect(ended).toHaveBeenCalledTimes(4);
});

test("a function that a producer returns cleans up, once, when it is stopped", async () => {
  const db = withTemperature(ring);
  const clean = vi.fn();
  const source = db.source("t", () => clean);
  await settle();
  expect(clean).not.toHaveBeenCalled();
  source.stop();
  source.stop();
  expect(clean).toHaveBeenCalledTimes(1);
  await source.done;
  db.source("t", () => clean);
  db.source("t", async () => clean);
  await settle();
  expect(clean).toHaveBeenCalledTimes(1);
  db.free();
  expect(clean).toHaveBeenCalledTimes(3);
});

test("a producer that was stopped before it knew how to clean up does it then", async () => {
  const db = withTemperature(ring);
  const clean = vi.fn();
  let arrive!: (cleanUp: () => void) => void;
  const source = db.source("t", () => new Promise<() => void>((resolve) => (arrive = resolve)));
  const own = db.source("t", () => {
    own.stop();
    return clean;
  });
  await own.done;
  await settle();
  expect(clean).toHaveBeenCalledTimes(1);
  source.stop();
  arrive(clean);
  await settle();
  expect(clean).toHaveBeenCalledTimes(2);
});

test("cleaning up that fails is reported", async () => {
  const db = withTemperature(ring);
  const errors = collectErrors(db);
  const [boom, bang] = [new Error("boom"), new Error("bang")];
  const sources = [
    db.source("t", () => () => {
      throw boom;
    }),
    db.source("t", () => async () => {
      throw bang;
    }),
  ];
  await settle();
  for (const source of sources) source.stop();
  await settle();
  const context = { key: "t", in: "source" };
  expect(errors).toEqual([{ error: boom, context }, { error: bang, context }]);
});

test("a producer that returns a promise is finished when that settles", async () => {
  const db = withTemperature(ring);
  let late!: (value: unknown) => void;
  const source = db.source("t", async (emit) => {
    emit(celsius(1));
    await settle(1);
    emit(celsius(2));
    late = emit;
  });
  await source.done;
  expect(db.get("t")).toEqual(celsius(2));
  late(celsius(3));
  expect(db.get("t")).toEqual(celsius(2));
  await db.source("t", async () => [celsius(4), celsius(5)]).done;
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

test("a join that is refused leaves no link behind", () => {
  const db = climate();
  const join = (): unknown => db.transformJoin("temperature", ["humidity", "temperature"], ([, value]) => value);
  expect(join).toThrow(/circle: temperature → temperature/);
  db.transform("humidity", "temperature", (value) => ({ percent: value.celsius, timestamp: 1 })).stop();
  const twice = db.transformJoin("temperature", ["humidity", "humidity"], () => null);
  expect(() => db.transform("humidity", "temperature", () => null)).toThrow(/circle/);
  twice.stop();
  db.transform("humidity", "temperature", () => null).stop();
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
