// What is broken in the existing adapter (aimdb-wasm-adapter 0.2.0), one test each: in
// Node and in Chromium. What is broken in a worker is in dedicated-worker.test.ts.

import { afterEach, describe, expect, test, vi } from "vitest";
import { WasmDb, WsBridge, type BridgeStatus } from "@aimdb/wasm";
import glue from "../dist/glue.js";
import { celsius, collectErrors, makeDb, settle, until, watchUncaught, withTemperature } from "./help.js";
import { Server } from "./server.js";

afterEach(() => vi.restoreAllMocks());

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what TypeScript would refuse
const untyped = (db: WasmDb): any => db;

function collect(db: WasmDb, key = "t"): number[] {
  const got: number[] = [];
  db.subscribe(key, (value) => got.push(value.celsius));
  return got;
}

describe("values", () => {
  test("lag ends a subscription silently (ring of 4, 20 synchronous sets)", async () => {
    const db = withTemperature({ type: "SpmcRing", capacity: 4 });
    const got = collect(db);
    for (let n = 0; n < 20; n++) db.set("t", celsius(n));
    await settle();
    expect(got).toEqual([16, 17, 18, 19]);
    db.set("t", celsius(20));
    await settle();
    expect(got.at(-1)).toBe(20);
  });

  test("SingleLatest does not fire on subscribe for an existing value", async () => {
    const db = withTemperature();
    db.set("t", celsius(1));
    const got = collect(db);
    await settle();
    expect(got).toEqual([1]);
  });

  test("unsubscribe does not stop values already queued, even inside the callback", async () => {
    const db = withTemperature({ type: "SpmcRing", capacity: 10 });
    const got: number[] = [];
    const off = db.subscribe("t", (value) => {
      got.push(value.celsius);
      off();
    });
    for (let n = 0; n < 5; n++) db.set("t", celsius(n));
    await settle();
    expect(got).toEqual([0]);
  });

  test("a throwing getter in set()'s argument locks the database for good", () => {
    const db = withTemperature();
    expect(() => db.set("t", { get celsius() { throw new Error("boom"); }, timestamp: 1 })).toThrow(/celsius/);
    db.set("t", celsius(1));
    expect(db.get("t")).toEqual(celsius(1));
  });

  test("so does a getter that calls db.get", () => {
    const db = withTemperature();
    db.set("t", celsius(1));
    db.set("t", { get celsius() { return db.get("t").celsius + 1; }, timestamp: 2 });
    expect(db.get("t")).toEqual({ celsius: 2, timestamp: 2 });
  });

  test("NaN, Infinity and 1e300 into an f32 are accepted", () => {
    const db = withTemperature();
    for (const value of [NaN, Infinity, -Infinity, 1e300]) {
      expect(() => db.set("t", { celsius: value, timestamp: 1 })).toThrow(/celsius/);
    }
    expect(db.get("t")).toBeNull();
  });

  test("a BigInt above 2^53 is accepted, then get throws and subscribers skip it", () => {
    const db = withTemperature();
    expect(() => db.set("t", { celsius: 1, timestamp: 2n ** 53n })).toThrow(/timestamp/);
    db.set("t", { celsius: 1, timestamp: 2n ** 53n - 1n });
    expect(db.get("t")).toEqual({ celsius: 1, timestamp: 2 ** 53 - 1 });
  });

  test("no field path in any error", () => {
    const db = withTemperature();
    expect(() => db.set("t", { celsius: "warm", timestamp: 1 })).toThrow(
      expect.objectContaining({ contract: "temperature", key: "t", path: ["celsius"] }),
    );
  });

  test("Mailbox with two subscribers: one starves", async () => {
    const db = withTemperature("Mailbox");
    const counts = [0, 0];
    db.subscribe("t", () => counts[0]!++);
    db.subscribe("t", () => counts[1]!++);
    for (let n = 0; n < 10; n++) {
      db.set("t", celsius(n));
      await settle(1);
    }
    expect(counts).toEqual([5, 5]);
  });

  test("a callback that sets its own record starves timers", async () => {
    const db = withTemperature();
    db.subscribe("t", (value) => db.set("t", celsius(value.celsius + 1)));
    db.set("t", celsius(0));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(db.get("t").celsius).toBeGreaterThan(1);
    db.free();
  });
});

describe("records", () => {
  test("the same key with another schema traps at build()", async () => {
    const db = withTemperature();
    expect(() => db.configureRecord("t", { schemaType: "humidity", buffer: "SingleLatest" })).toThrow(/"t"/);
    await db.build();
    db.set("t", celsius(1));
  });

  test("capacity 2^32-1 traps, capacity 0 is accepted", () => {
    const db = makeDb();
    for (const capacity of [2 ** 32 - 1, 0]) {
      expect(() =>
        db.configureRecord("t", { schemaType: "temperature", buffer: { type: "SpmcRing", capacity } }),
      ).toThrow(/capacity/);
    }
    db.configureRecord("t", { schemaType: "temperature", buffer: "SingleLatest" });
    db.set("t", celsius(1));
  });

  test("calls while build() is pending throw the aliasing error", async () => {
    const db = withTemperature();
    const built = db.build();
    db.set("t", celsius(1));
    db.configureRecord("u", { schemaType: "humidity", buffer: "SingleLatest" });
    expect(db.get("t")).toEqual(celsius(1));
    await built;
  });

  test("callback exceptions vanish", async () => {
    const db = withTemperature();
    const errors = collectErrors(db);
    db.subscribe("t", () => {
      throw new Error("boom");
    });
    db.set("t", celsius(1));
    await settle();
    expect(errors).toHaveLength(1);
    expect(console.error).toHaveBeenCalled();
  });

  test("subscribe(key, 'not a function') is accepted", () => {
    expect(() => untyped(withTemperature()).subscribe("t", "not a function")).toThrow(/expected a function/);
  });

  test("db.set(5, …) is a memory access out of bounds", () => {
    expect(() => untyped(withTemperature()).set(5, celsius(1))).toThrow(/record key: expected a string/);
  });

  test("subscriptions outlive free()", async () => {
    const db = withTemperature();
    const called = vi.fn();
    db.subscribe("t", called);
    db.set("t", celsius(1));
    db.free();
    await settle();
    expect(called).not.toHaveBeenCalled();
  });

  test("interned keys leak", async () => {
    const { memory } = await glue();
    const key = "k".repeat(4096);
    const open = (): void => {
      const db = new WasmDb();
      db.configureRecord(key, { schemaType: "temperature", buffer: "SingleLatest" });
      db.set(key, celsius(1));
      db.free();
    };
    for (let n = 0; n < 100; n++) open();
    const before = memory.buffer.byteLength;
    for (let n = 0; n < 1000; n++) open();
    // 4 MB, were the key kept each time.
    expect(memory.buffer.byteLength - before).toBeLessThan(1 << 20);
  });
});

describe("bridge", () => {
  let server: Server;

  async function setUp(): Promise<WasmDb> {
    server = await Server.start();
    const db = withTemperature();
    db.configureRecord("log", { schemaType: "temperature", buffer: { type: "SpmcRing", capacity: 100 } });
    return db;
  }

  afterEach(() => server?.stop());

  test("a full offline queue drops the newest", async () => {
    const db = await setUp();
    const url = server.url;
    const bridge = WsBridge.connect(db, url, { maxOfflineQueue: 3, backoff: [10] });
    const gaps: unknown[] = [];
    bridge.onGap((gap) => gaps.push(gap));
    for (let n = 1; n <= 5; n++) db.set("log", celsius(n));
    await until(() => bridge.status() === "connected");
    await bridge.flush();
    const sent = server.of("write").map((message) => (message["payload"] as { celsius: number }).celsius);
    expect(sent).toEqual([3, 4, 5]);
    await until(() => gaps.length > 0);
    expect(gaps).toEqual([expect.objectContaining({ count: 2, key: "log" })]);
  });

  test("db.set is not forwarded", async () => {
    const db = await setUp();
    const bridge = WsBridge.connect(db, server.url);
    db.set("t", celsius(1));
    await bridge.flush();
    expect(server.of("write")).toHaveLength(1);
  });

  test("no dead-peer detection", async () => {
    const db = await setUp();
    const bridge = WsBridge.connect(db, server.url, { keepaliveMs: 20, pongTimeoutMs: 20, backoff: [10] });
    bridge.onError(() => {});
    await until(() => bridge.status() === "connected");
    server.mute = true;
    await until(() => bridge.status() === "reconnecting");
    server.mute = false;
    await until(() => bridge.status() === "connected");
  });

  test("slash topics do not find dotted keys", async () => {
    const db = await setUp();
    db.configureRecord("sensors.temperature.vienna", { schemaType: "temperature", buffer: "SingleLatest" });
    const bridge = WsBridge.connect(db, server.url);
    await until(() => bridge.status() === "connected");
    server.send({ type: "data", topic: "sensors/temperature/vienna", payload: celsius(5), ts: 1 });
    await until(() => db.get("sensors.temperature.vienna")?.celsius === 5);
    server.send({ type: "data", topic: "sensors.temperature.vienna", payload: celsius(6), ts: 1 });
    await until(() => db.get("sensors.temperature.vienna")?.celsius === 6);
  });

  test("a second status listener replaces the first", async () => {
    const db = await setUp();
    const bridge = WsBridge.connect(db, server.url);
    const seen: [BridgeStatus[], BridgeStatus[]] = [[], []];
    bridge.onStatusChange((status) => seen[0].push(status));
    bridge.onStatusChange((status) => seen[1].push(status));
    await until(() => bridge.status() === "connected");
    expect(seen[0]).toContain("connected");
    expect(seen[1]).toEqual(seen[0]);
  });

  test("accept-then-close servers are retried at the same pace forever", async () => {
    const db = await setUp();
    server.slam = true;
    const bridge = WsBridge.connect(db, server.url, { backoff: [20, 60_000] });
    bridge.onError(() => {});
    await until(() => bridge.stats().attempts >= 2);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(bridge.stats().attempts).toBeLessThan(5);
  });

  test("disconnect() and free() raise 'closure invoked after being dropped'", async () => {
    const db = await setUp();
    const uncaught = watchUncaught();
    for (let n = 0; n < 5; n++) {
      const bridge = WsBridge.connect(db, server.url, { keepaliveMs: 10 });
      if (n > 1) await until(() => bridge.status() === "connected");
      bridge.disconnect();
    }
    WsBridge.connect(db, server.url);
    db.free();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(uncaught.stop()).toEqual([]);
  });

  test("no onError, no unsubscribe", async () => {
    const db = await setUp();
    const bridge = WsBridge.connect(db, server.url, { subscribeTopics: ["a/#"], lateJoin: false });
    const codes: string[] = [];
    bridge.onError((error) => codes.push(error.code));
    await until(() => bridge.status() === "connected");
    server.send({ type: "error", code: "UNAUTHORIZED", message: "no" });
    await until(() => codes.length === 1);
    expect(codes).toEqual(["unauthorized"]);
    bridge.unsubscribe("a/#");
    await until(() => server.of("unsubscribe").length === 1);
  });

  test("lateJoin is never read", async () => {
    const db = await setUp();
    const bridge = WsBridge.connect(db, server.url, { subscribeTopics: ["#"], lateJoin: true });
    await until(() => bridge.status() === "connected");
    // Wildcards get no snapshots; so each record's own topic is asked for, too.
    await until(() => server.of("subscribe").flatMap((message) => message["topics"]).includes("t"));
  });
});
