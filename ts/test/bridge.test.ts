import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { BridgeRequestError, WsBridge, type BridgeStatus, type WasmDb } from "@aimdb/wasm";
import { celsius, collectErrors, makeDb, settle, until } from "./help.js";
import { Server } from "./server.js";

let server: Server;
let db: WasmDb;

beforeEach(async () => {
  server = await Server.start();
  db = makeDb();
  db.configureRecord("sensors.temperature.vienna", { schemaType: "temperature", buffer: "SingleLatest" });
  db.configureRecord("commands.setpoint.room1", { schemaType: "setpoint", buffer: "SingleLatest" });
});

afterEach(async () => {
  db.free();
  await server.stop();
  vi.restoreAllMocks();
});

async function connected(options: Parameters<typeof WsBridge.connect>[2] = {}): Promise<WsBridge> {
  const bridge = WsBridge.connect(db, server.url, { backoff: [10], ...options });
  await until(() => bridge.status() === "connected");
  return bridge;
}

const setpoint = { target_celsius: 21, timestamp: 5 };

test("the seed's mode 2", async () => {
  const url = server.url;
  const log = vi.spyOn(console, "log").mockImplementation(() => {});

  // Connect to the server's WebSocket connector
  const bridge = WsBridge.connect(db, url, {
    subscribeTopics: ['sensors/#'],   // MQTT-style wildcard patterns
    autoReconnect: true,              // reconnect with exponential backoff
    lateJoin: true,                   // request snapshots on (re)connect
  });

  // Subscribe to local records — updated by WsBridge from server push
  db.subscribe('sensors.temperature.vienna', (temp) => {
    console.log(temp.celsius);  // pushed from server → local buffer → callback
  });

  // Write travels: local buffer → WsBridge → server → MQTT/KNX
  db.set('commands.setpoint.room1', { target_celsius: 21.0, timestamp: Date.now() });

  await until(() => server.of("write").length === 1);
  server.send({ type: "data", topic: "sensors/temperature/vienna", payload: celsius(22), ts: 1 });
  await until(() => log.mock.calls.length === 1);
  expect(log.mock.calls).toEqual([[22]]);
  expect(server.of("write")[0]).toMatchObject({
    topic: "commands/setpoint/room1",
    payload: { target_celsius: 21 },
  });
  expect(server.of("subscribe").flatMap((message) => message["topics"])).toContain("sensors/#");

  // Lifecycle
  bridge.disconnect();
  db.free();
});

test("status: many listeners, in order, and a throwing one", async () => {
  const errors = collectErrors(db);
  const bridge = WsBridge.connect(db, server.url, { backoff: [10] });
  expect(bridge.status()).toBe("connecting");
  const [first, second]: [BridgeStatus[], BridgeStatus[]] = [[], []];
  bridge.onStatusChange(() => {
    throw new Error("boom");
  });
  const off = bridge.onStatusChange((status) => first.push(status));
  bridge.onStatusChange((status) => second.push(status));
  await until(() => bridge.status() === "connected");
  off();
  server.drop();
  await until(() => second.filter((status) => status === "connected").length === 2);
  bridge.disconnect();
  expect(first.filter((status) => status !== "connecting")).toEqual(["connected"]);
  expect(second.filter((status) => status !== "connecting")).toEqual([
    "connected",
    "reconnecting",
    "connected",
    "disconnected",
  ]);
  expect(errors[0]?.context.in).toBe("bridge");
});

test("what came from the server does not go back; what a transform makes goes where it says so", async () => {
  db.configureRecord("derived.here", { schemaType: "temperature", buffer: "SingleLatest" });
  db.configureRecord("derived.there", { schemaType: "temperature", buffer: "SingleLatest", forward: true });
  await connected();
  db.transform("derived.here", "sensors.temperature.vienna", (value) => value);
  db.transform("derived.there", "sensors.temperature.vienna", (value) => value);
  server.send({ type: "data", topic: "sensors/temperature/vienna", payload: celsius(22), ts: 1 });
  await until(() => server.of("write").length > 0);
  await settle(5);
  expect(db.get("derived.here")).toEqual(celsius(22));
  expect(server.of("write").map((message) => message["topic"])).toEqual(["derived/there"]);
});

test("writes wait while there is no connection, and flush waits for the server's word", async () => {
  const bridge = await connected();
  db.set("commands.setpoint.room1", setpoint);
  await bridge.flush();
  expect(bridge.pendingWrites()).toBe(0);

  const drained = vi.fn();
  bridge.onDrained(drained);
  server.drop();
  await until(() => bridge.status() === "reconnecting");
  db.set("commands.setpoint.room1", { ...setpoint, timestamp: 6 });
  expect(bridge.pendingWrites()).toBe(1);
  await until(() => bridge.pendingWrites() === 0);
  expect(server.of("write").map((message) => (message["payload"] as typeof setpoint).timestamp)).toEqual([5, 6]);
  expect(drained).toHaveBeenCalled();
  expect(bridge.stats()).toMatchObject({ written: 2, acked: 2, dropped: 0, reconnects: 1 });
});

test("paused, writes wait, and nothing is tried until it is resumed", async () => {
  const bridge = await connected();
  expect(bridge.paused).toBe(false);
  const statuses: BridgeStatus[] = [];
  const drained = vi.fn();
  bridge.onStatusChange((status) => statuses.push(status));
  bridge.onDrained(drained);
  bridge.pause();
  expect([bridge.paused, bridge.status()]).toEqual([true, "disconnected"]);
  await until(() => server.connections === 0);
  const { attempts } = bridge.stats();
  const record = db.record("commands.setpoint.room1");
  record.set(setpoint);
  bridge.write("x/y", 1);
  bridge.write("x/y", 2);
  expect(bridge.pendingWrites()).toBe(3);
  await expect(bridge.flush()).rejects.toMatchObject({ code: "disconnected" });
  if (typeof document === "object") {
    dispatchEvent(new Event("online"));
    document.dispatchEvent(new Event("visibilitychange"));
  }
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect([bridge.stats().attempts, server.connections, bridge.paused]).toEqual([attempts, 0, true]);

  bridge.resume();
  expect([bridge.paused, bridge.status()]).toEqual([false, "connecting"]);
  await bridge.flush();
  await until(() => drained.mock.calls.length === 1);
  expect(server.of("write").map(({ payload }) => payload)).toEqual([setpoint, 1, 2]);
  expect(statuses).toEqual(["disconnected", "connecting", "connected"]);
  bridge.resume();
  await settle(5);
  expect([bridge.stats().attempts, server.connections]).toEqual([attempts + 1, 1]);
});

test("a pause may begin before the connection and end with the bridge", async () => {
  const bridge = WsBridge.connect(db, server.url, { backoff: [10] });
  bridge.pause();
  db.set("commands.setpoint.room1", setpoint);
  await settle(20);
  expect(server.of("ping")).toEqual([]);
  bridge.reconnect();
  await until(() => server.of("write").length === 1);
  bridge.pause();
  bridge.disconnect();
  expect(bridge.paused).toBe(false);
  expect(() => bridge.pause()).toThrow(/ended by disconnect/);
  expect(() => bridge.resume()).toThrow(/ended by disconnect/);
});

test("a rejected value is told of with key, topic and path", async () => {
  const bridge = await connected();
  const errors: unknown[] = [];
  bridge.onError((error) => errors.push(error));
  server.send({ type: "data", topic: "sensors/temperature/vienna", payload: { celsius: "hot", timestamp: 1 }, ts: 1 });
  await until(() => errors.length === 1);
  expect(errors[0]).toMatchObject({
    code: "contract",
    key: "sensors.temperature.vienna",
    topic: "sensors/temperature/vienna",
    violation: { name: "ContractViolation", path: ["celsius"] },
  });
  expect(db.get("sensors.temperature.vienna")).toBeNull();
  expect(bridge.stats()).toMatchObject({ values: 1, rejected: 1 });
});

test("without an onError listener the console is told", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  await connected();
  server.send({ type: "error", code: "FORBIDDEN", topic: "x", message: "no" });
  await until(() => warn.mock.calls.length > 0);
  expect(warn.mock.calls[0]?.[0]).toMatch(/forbidden/);
});

test("topics, queries, writes to topics", async () => {
  const bridge = await connected();
  server.answer = (message) => {
    if (message.type === "list_topics") {
      return {
        type: "topic_list",
        id: message["id"],
        topics: [{ name: "a/b", schema_type: "humidity", entity: "b" }, { name: "c" }],
      };
    }
    if (message.type === "query") {
      return {
        type: "query_result",
        id: message["id"],
        records: [{ topic: "a/b", payload: { percent: 5 }, ts: 7 }],
        total: 3,
      };
    }
    return undefined;
  };
  expect(await bridge.listTopics()).toEqual([
    { name: "a/b", schemaType: "humidity", entity: "b" },
    { name: "c", schemaType: null, entity: null },
  ]);
  expect(await bridge.query("a/#", { from: 1, to: 2, limit: 1 })).toEqual({
    records: [{ topic: "a/b", payload: { percent: 5 }, ts: 7 }],
    total: 3,
  });
  expect(server.of("query")[0]).toMatchObject({ pattern: "a/#", from: 1, to: 2, limit: 1 });
  bridge.write("x/y", { big: 2n ** 60n });
  await until(() => server.of("write").length === 1);
  expect(server.of("write")[0]).toMatchObject({ topic: "x/y", payload: { big: 2 ** 60 } });
  expect(() => bridge.write("x/y", { bad: [NaN] })).toThrow(/"x\/y".*NaN at bad\.0/);
  expect(() => bridge.write("x/#", 1)).toThrow(/pattern/);

  const { records, skipped } = await bridge.configureFromServer();
  expect(records.map(({ key }) => key)).toEqual(["a.b"]);
  expect(skipped.map(({ name }) => name)).toEqual(["c"]);
  server.send({ type: "data", topic: "a/b", payload: { percent: 5, timestamp: 1 }, ts: 1 });
  await until(() => db.get("a.b") !== null);
});

test("discover asks without a database, and says why it could not", async () => {
  server.answer = (message) =>
    message.type === "list_topics"
      ? { type: "topic_list", id: message["id"], topics: [{ name: "a" }] }
      : undefined;
  expect(await WsBridge.discover(server.url)).toEqual([{ name: "a", schemaType: null, entity: null }]);
  await until(() => server.connections === 0);
  vi.spyOn(console, "warn").mockImplementation(() => {});
  await expect(WsBridge.discover("ws://127.0.0.1:9/ws", { timeoutMs: 2000 })).rejects.toThrow(/127\.0\.0\.1:9/);
});

test("subscribe and unsubscribe", async () => {
  const bridge = await connected({ subscribeTopics: [] });
  bridge.subscribe("a/#");
  bridge.subscribe(["b", "c"]);
  await until(() => server.of("subscribe").length > 0);
  bridge.unsubscribe("a/#");
  await until(() => server.of("unsubscribe").length > 0);
  expect(server.of("unsubscribe")[0]?.["topics"]).toEqual(["a/#"]);
  expect(() => bridge.subscribe("a/+")).toThrow(/\+/);
});

test("the address may be asked for before each attempt", async () => {
  let tokens = 0;
  const bridge = WsBridge.connect(db, async () => `${server.url}?token=${++tokens}`, { backoff: [10] });
  await until(() => bridge.status() === "connected");
  server.drop();
  await until(() => bridge.stats().connects === 2);
  expect(tokens).toBe(2);
});

test("an address that cannot be had is an error, and is asked for again", async () => {
  let asked = 0;
  const errors: string[] = [];
  const bridge = WsBridge.connect(
    db,
    () => {
      if (asked++ === 0) throw new Error("not logged in");
      return server.url;
    },
    { backoff: [10] },
  );
  bridge.onError((error) => errors.push(error.message));
  await until(() => bridge.status() === "connected");
  expect(errors.join()).toMatch(/not logged in/);
});

test("disconnect ends everything, twice is once, and later calls say so", async () => {
  const bridge = await connected();
  const asked = bridge.query("a");
  bridge.disconnect();
  bridge.disconnect();
  await expect(asked).rejects.toThrow(BridgeRequestError);
  await expect(asked).rejects.toMatchObject({ code: "disconnected" });
  expect(bridge.status()).toBe("disconnected");
  expect(bridge.pendingWrites()).toBe(0);
  expect(bridge.stats().connects).toBe(1);
  expect(() => bridge.write("a", 1)).toThrow(/ended by disconnect/);
  await expect(bridge.flush()).rejects.toThrow(/ended by disconnect/);
  await until(() => server.connections === 0);
  db.set("commands.setpoint.room1", setpoint);
  await settle(5);
  expect(server.of("write")).toEqual([]);
});

test("a status listener may disconnect and free", async () => {
  const bridge = WsBridge.connect(db, server.url);
  bridge.onStatusChange((status) => {
    if (status === "connected") db.free();
    if (status === "disconnected") bridge.disconnect();
  });
  await until(() => db.closed);
  await until(() => server.connections === 0);
  expect(bridge.status()).toBe("disconnected");
});

test.each(["disconnect", "free"])("a listener may %s: requests are settled and losses told at once", async (way) => {
  const bridge = await connected();
  const told: string[] = [];
  bridge.onError(({ code }) => {
    told.push(code);
    if (code !== "forbidden") return;
    if (way === "free") db.free();
    else bridge.disconnect();
    told.push("ended");
  });
  server.mute = true;
  db.set("commands.setpoint.room1", setpoint);
  const asked = Promise.allSettled([bridge.flush(), bridge.listTopics()]);
  server.send({ type: "error", code: "FORBIDDEN", message: "no" });
  for (const { status, reason } of (await asked) as PromiseRejectedResult[]) {
    expect([status, (reason as BridgeRequestError).code]).toEqual(["rejected", "disconnected"]);
  }
  expect(told).toEqual(["forbidden", "pending-writes", "ended"]);
  expect(bridge.stats()).toMatchObject({ written: 1, queued: 1 });
  await until(() => server.connections === 0);
});

test("when a listener ends it, the others are told of the end last", async () => {
  const bridge = WsBridge.connect(db, server.url);
  const statuses: BridgeStatus[] = [];
  bridge.onStatusChange((status) => {
    if (status === "connected") bridge.disconnect();
  });
  bridge.onStatusChange((status) => statuses.push(status));
  await until(() => bridge.status() === "disconnected");
  await settle(5);
  expect(statuses).toEqual(["connecting", "disconnected"]);
});

test("the connection ends with its database", async () => {
  const bridge = await connected();
  db.free();
  expect(bridge.status()).toBe("disconnected");
  await until(() => server.connections === 0);
});

test("time limits mean the same everywhere", async () => {
  const bridge = await connected({ requestTimeoutMs: 50 });
  bridge.onError(() => {});
  server.mute = true;
  db.set("commands.setpoint.room1", setpoint);
  /** What becomes of everything that takes a time limit: its code, or what it says. */
  const ask = (timeoutMs: number | undefined): Promise<unknown>[] =>
    [
      bridge.query("#", { timeoutMs }),
      bridge.listTopics({ timeoutMs }),
      bridge.configureFromServer({ timeoutMs }),
      bridge.flush({ timeoutMs }),
    ].map((asked) => asked.catch((error: Partial<BridgeRequestError>) => error.code ?? error.message));
  for (const [bad, got] of [
    [NaN, "the number NaN"],
    [-1, "the number -1"],
    [-Infinity, "the number -Infinity"],
    ["5" as never, '"5"'],
  ] as const) {
    const said = `timeoutMs: expected milliseconds from 0 on, or Infinity, got ${got}`;
    expect(await Promise.all(ask(bad))).toEqual([said, said, said, said]);
  }
  // The longest there is, in two ways; shorter than the connection's own; and that one.
  const settled = vi.fn();
  const long = [...ask(Infinity), ...ask(1e300)];
  for (const asked of long) void asked.then(settled);
  for (const short of [0, 1.5, undefined]) {
    expect(await Promise.all(ask(short))).toEqual(["timeout", "timeout", "timeout", "timeout"]);
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(settled).not.toHaveBeenCalled();
  bridge.disconnect();
  expect(new Set(await Promise.all(long))).toEqual(new Set(["disconnected"]));
  await expect(WsBridge.discover(server.url, { timeoutMs: NaN })).rejects.toThrow(/timeoutMs: .* NaN/);
});

test("clear errors for wrong arguments", () => {
  expect(() => WsBridge.connect(db, "http://x/ws")).toThrow(/ws:\/\/ or wss:\/\/, got http:\/\/x\/ws/);
  expect(() => WsBridge.connect(db, 5 as never)).toThrow(/bridge url/);
  expect(() => WsBridge.connect(db, server.url, { backoff: [] })).toThrow(/backoff/);
  expect(() => WsBridge.connect(db, server.url, { retries: 3 } as never)).toThrow(/unknown bridge option `retries`/);
  const bridge = db.connectBridge(server.url);
  expect(() => bridge.onStatusChange("x" as never)).toThrow(/onStatusChange/);
  db.free();
  expect(() => WsBridge.connect(db, server.url)).toThrow(/freed/);
});

test("messages of any length and any letters, and one that is no text", async () => {
  db.configureRecord("stations.vienna", { schemaType: "station_status", buffer: "SingleLatest" });
  const bridge = await connected();
  const codes: string[] = [];
  bridge.onError(({ code }) => codes.push(code));
  const status = (firmware: string, timestamp: number) => ({
    state: "online",
    firmware,
    tags: ["Süd", "屋根", "🌡️"],
    location: { latitude: 48.2, longitude: 16.4, timestamp },
    timestamp,
  });
  // Short, as long as the frame has room for bytes, and far beyond it.
  for (const [n, length] of [3, 20_000, 65_536, 300_000].entries()) {
    const payload = status("ü".repeat(length), n);
    server.send({ type: "data", topic: "stations/vienna", payload, ts: 1 });
    await until(() => db.get("stations.vienna")?.timestamp === n);
    expect(db.get("stations.vienna")).toEqual(payload);
  }
  server.sendBytes(new Uint8Array([1, 2, 3]));
  await until(() => codes.length > 0);
  expect(codes).toEqual(["binary"]);
});

test("a value reaches its listeners with the message that brought it", async () => {
  await connected();
  const got: unknown[] = [];
  db.subscribe("sensors.temperature.vienna", (value) => got.push(value));
  db.subscribe("sensors.temperature.vienna", () => {
    // What a listener writes is delivered, too.
    if (got.length === 1) db.set("sensors.temperature.vienna", celsius(2));
  });
  server.send({ type: "data", topic: "sensors/temperature/vienna", payload: celsius(1), ts: 1 });
  await until(() => got.length === 2);
  expect(got).toEqual([celsius(1), celsius(2)]);
});
