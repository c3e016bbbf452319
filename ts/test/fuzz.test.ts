// Any value and any order of calls: every call returns or throws an Error, and the
// database works afterwards. FUZZ_SEED repeats a run, FUZZ_ROUNDS makes it longer.

import { afterEach, expect, inject, test, vi } from "vitest";
import { GpsLocation, StationStatus, Temperature, validate, WasmDb, type RecordHandle } from "@aimdb/wasm";
import { celsius, settle } from "./help.js";

const seed = inject("fuzz").seed ?? Math.floor(Math.random() * 2 ** 31);
const rounds = inject("fuzz").rounds ?? 60;

afterEach(() => vi.restoreAllMocks());

/** mulberry32 */
function dice(state: number): () => number {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

class Fuzz {
  readonly #roll: () => number;
  #depth = 0;
  readonly keys = ["t", "log", "mail", "s", "g"];

  constructor(roll: () => number) {
    this.#roll = roll;
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.#roll() * list.length)]!;
  }

  chance(probability: number): boolean {
    return this.#roll() < probability;
  }

  number(): number {
    return this.pick([0, -0, 1, -1, 0.1, 22.5, 1e300, -1e300, 2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 53), NaN, Infinity, -Infinity, 5e-324, this.#roll() * 1000]);
  }

  text(): string {
    return this.pick(["", "t", "temperature", "online", "__proto__", "constructor", "\ud800", "ünï✓\u{1f600}", "\0", "x".repeat(100), "x".repeat(70_000), "NaN", "{}", '{"celsius":1,"timestamp":2}']);
  }

  value(): unknown {
    if (this.#depth > 4) return null;
    this.#depth++;
    try {
      return this.pick<() => unknown>([
        () => null,
        () => undefined,
        () => this.chance(0.5),
        () => this.number(),
        () => this.number(),
        () => this.text(),
        () => 2n ** BigInt(Math.floor(this.#roll() * 80)),
        () => Symbol("s"),
        () => () => {},
        () => new Date(this.chance(0.5) ? 0 : NaN),
        () => new Map([[1, 2]]),
        () => new Proxy({}, { get: () => this.value() }),
        () => new Proxy({}, { get: () => this.boom(), ownKeys: () => this.boom() }),
        () => Array.from({ length: Math.floor(this.#roll() * 5) }, () => this.value()),
        () => new Array(Math.floor(this.#roll() * 10_000)),
        () => this.shape(),
        () => this.shape(),
        () => this.shape(),
        () => this.cycle(),
        () => Object.create({ celsius: 1, timestamp: 1 }),
        () => ({ toJSON: () => this.value() }),
      ])();
    } finally {
      this.#depth--;
    }
  }

  boom(): never {
    throw new Error("boom");
  }

  cycle(): unknown {
    const value: Record<string, unknown> = { celsius: 1, timestamp: 1 };
    value[this.pick(["celsius", "self", "location"])] = value;
    return value;
  }

  /** Nearly what a contract asks for. */
  shape(): unknown {
    const part = (good: unknown): unknown => (this.chance(0.8) ? good : this.value());
    const location = (): object => ({ latitude: part(1), longitude: part(2), altitude: part(null), timestamp: part(4) });
    const value: Record<string, unknown> = this.pick<() => Record<string, unknown>>([
      () => ({ celsius: part(1.5), timestamp: part(2) }),
      () => ({ target_celsius: part(1.5), timestamp: part(2) }),
      () => ({ ...location() }),
      () => ({
        state: part("online"),
        firmware: part("1"),
        tags: part(["a", part("b")]),
        location: part(location()),
        timestamp: part(1),
      }),
    ])();
    if (this.chance(0.1)) delete value[this.pick(Object.keys(value))];
    if (this.chance(0.1)) {
      Object.defineProperty(value, this.pick(Object.keys(value)), {
        enumerable: true,
        get: () => (this.chance(0.5) ? this.boom() : this.value()),
      });
    }
    return value;
  }
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what TypeScript would refuse
type Untyped = any;

function open(): WasmDb {
  const db = new WasmDb();
  db.configureRecord("t", { schemaType: "temperature", buffer: "SingleLatest" });
  db.configureRecord("log", { schemaType: "temperature", buffer: { type: "SpmcRing", capacity: 3 } });
  db.configureRecord("mail", { schemaType: "setpoint", buffer: "Mailbox" });
  db.configureRecord("s", { schemaType: "station_status", buffer: { type: "SpmcRing", capacity: 2 } });
  db.configureRecord("g", { schemaType: "gps_location", buffer: "SingleLatest" });
  return db;
}

test(`any value, any order of calls (FUZZ_SEED=${seed})`, async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  const fuzz = new Fuzz(dice(seed));
  let calls = 0;
  let refused = 0;

  for (let round = 0; round < rounds; round++) {
    const db: Untyped = open();
    const ends: (() => void)[] = [];
    const handles: RecordHandle<unknown>[] = fuzz.keys.map((key) => db.record(key));
    const key = (): unknown => (fuzz.chance(0.9) ? fuzz.pick(fuzz.keys) : fuzz.value());
    let inside = 0;

    const act = (): void => {
      if (inside > 3) return;
      inside++;
      calls++;
      try {
        fuzz.pick<() => void>([
          () => db.set(key(), fuzz.value()),
          () => db.set(key(), fuzz.shape()),
          () => db.set(key(), fuzz.shape()),
          () => db.get(key()),
          () => fuzz.pick(handles).set(fuzz.shape()),
          () => fuzz.pick(handles).get(),
          () => fuzz.pick(handles).stats(),
          () => ends.push(fuzz.pick(handles).watch(act)),
          () => ends.push(db.subscribe(key(), fuzz.chance(0.9) ? act : fuzz.value(), { onLag: act })),
          () => ends.push(db.subscribe(key(), () => fuzz.boom())),
          () => ends.pop()?.(),
          () => ends.shift()?.(),
          () => db.configureRecord(key(), { schemaType: fuzz.text(), buffer: fuzz.value() }),
          () => db.configureRecord(fuzz.text(), { schemaType: "humidity", buffer: { type: "SpmcRing", capacity: fuzz.number() } }),
          () => db.configureRecord(key(), fuzz.value()),
          () => db.records(),
          () => db.knownSchemas(),
          () => ends.push(db.tap(key(), act).stop),
          () => ends.push(db.transform(key(), key(), (value: unknown) => (fuzz.chance(0.5) ? value : fuzz.value())).stop),
          () => ends.push(db.simulate(key(), fuzz.chance(0.5) ? { intervalMs: 1 } : fuzz.value()).stop),
          () => ends.push(db.source(key(), fuzz.chance(0.5) ? [fuzz.shape()] : fuzz.value()).stop),
          () => validate(fuzz.pick([Temperature, GpsLocation, StationStatus]), fuzz.value()),
          () => validate(fuzz.pick([Temperature, GpsLocation, StationStatus]), fuzz.shape()),
          () => fuzz.chance(0.02) && db.free(),
          () => void db.build().catch(() => {}),
        ])();
      } catch (error) {
        refused++;
        expect(error).toBeInstanceOf(Error);
        // A trap, or a borrow that was held.
        expect(error).not.toBeInstanceOf(WebAssembly.RuntimeError);
        expect((error as Error).message).not.toMatch(/recursive use|out of bounds|null pointer|unreachable/);
      } finally {
        inside--;
      }
    };

    for (let n = 0; n < 150; n++) {
      act();
      if (n % 30 === 0) await settle(1);
    }
    await settle(1);

    if (!db.closed) {
      for (const end of ends) end();
      await settle(2);
      const alive: number[] = [];
      db.configureRecord("alive", { schemaType: "temperature", buffer: { type: "SpmcRing", capacity: 4 } });
      db.subscribe("alive", (value: { celsius: number }) => alive.push(value.celsius));
      db.set("alive", celsius(1));
      expect(db.get("alive")).toEqual(celsius(1));
      await settle(2);
      expect(alive).toEqual([1]);
    }
    db.free();
  }
  expect(calls).toBeGreaterThan(rounds * 100);
  expect(refused).toBeGreaterThan(rounds);
}, 120_000);
