// The package in a browser's dedicated worker, where the existing adapter has neither
// timers nor, with them, pings, timeouts and reconnects: it looks for `window`.

import { afterEach, beforeEach, expect, test } from "vitest";
import type { BridgeOptions } from "@aimdb/wasm";
import type { Call } from "./dedicated-worker.js";
import { until } from "./help.js";
import { Server } from "./server.js";

interface Reply {
  value?: unknown;
  error?: string;
  status?: string;
  arrived?: number;
}

let worker: Worker;
const told: Reply[] = [];

beforeEach(() => {
  told.length = 0;
  worker = new Worker(new URL("./dedicated-worker.ts", import.meta.url), { type: "module" });
});

afterEach(() => worker.terminate());

function ask(scenario: Call["scenario"], ...args: unknown[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      told.push(data);
      if (data.error !== undefined) reject(new Error(data.error));
      else if ("value" in data) resolve(data.value);
    };
    worker.postMessage({ scenario, args } satisfies Call);
  });
}

test("it is a worker", async () => {
  expect(await ask("window")).toBe("undefined");
});

test("every buffer delivers as in a page, and lag is told", async () => {
  expect(await ask("values")).toEqual({
    got: { t: [5], log: [2, 3, 4, 5], mail: [5] },
    lagged: 2,
    current: { celsius: 5, timestamp: 5 },
  });
});

test("a violation has its path", async () => {
  expect(await ask("violation")).toEqual({ name: "ContractViolation", path: ["celsius"], key: "t" });
});

test("a callback that sets its own record does not starve timers", async () => {
  expect(await ask("starvation")).toBeGreaterThan(1);
});

test("sources and transforms run", async () => {
  expect(await ask("pipeline")).toBe(42);
});

async function connect(options: BridgeOptions): Promise<Server> {
  const server = await Server.start();
  await ask("bridge", server.url, options);
  await until(() => told.some(({ status }) => status === "connected"));
  return server;
}

test("in a worker there is no ping", async () => {
  const server = await connect({ keepaliveMs: 10 });
  await until(() => server.of("ping").length > 2);
  await server.stop();
});

test("in a worker there is no reconnect", async () => {
  const server = await connect({ backoff: [10] });
  let again = 0;
  server.onConnection = () => again++;
  server.drop();
  await until(() => told.filter(({ status }) => status === "connected").length === 2);
  expect(again).toBe(1);
  server.send({ type: "data", topic: "t", payload: { celsius: 7, timestamp: 1 }, ts: 1 });
  await until(() => told.some(({ arrived }) => arrived === 7));
  await server.stop();
});

test("in a worker there is no timeout", async () => {
  const server = await connect({ keepaliveMs: 10, pongTimeoutMs: 10, backoff: [10] });
  server.mute = true;
  await until(() => told.some(({ status }) => status === "reconnecting"));
  await server.stop();
});
