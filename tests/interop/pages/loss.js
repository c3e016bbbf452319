// Writes numbered setpoints to a ring record while the hub comes and goes. Runs in a page
// and in a worker.

import { WasmDb, WsBridge, init } from "./package.js";

const KEY = "commands.setpoint.room1";

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/**
 * Writes `writes` setpoints, numbered in their timestamp, in bursts of `burst` every
 * `pauseMs`, and waits until the hub has them. With `offline`, every fourth burst is
 * written while the bridge is paused.
 */
export async function lose({ url, writes, burst, pauseMs, flushMs, delivery, offline = false }) {
  await init();
  const db = new WasmDb();
  db.configureRecord(KEY, { schemaType: "setpoint", buffer: { type: "SpmcRing", capacity: writes } });
  const bridge = WsBridge.connect(db, url, {
    subscribeTopics: [],
    delivery,
    backoff: [50, 100, 200],
    maxOfflineQueue: writes,
    connectTimeoutMs: 5000,
    keepaliveMs: 2000,
    pongTimeoutMs: 5000,
  });
  // Acknowledged first in, first out: of so many writes nothing may ever be sent again.
  const ackedWhenLost = [];
  const gaps = [];
  const errors = {};
  bridge.onStatusChange((status) => {
    if (status === "reconnecting") ackedWhenLost.push(bridge.stats().acked);
  });
  bridge.onGap((gap) => gaps.push(gap));
  bridge.onError(({ code }) => (errors[code] = (errors[code] ?? 0) + 1));

  const record = db.record(KEY);
  let mostPending = 0;
  for (let n = 0; n < writes; n++) {
    if (offline && n % burst === 0) {
      if ((n / burst) % 4 === 1) bridge.pause();
      else bridge.resume();
    }
    record.set({ target_celsius: (n % 100) / 2, timestamp: n });
    if (n % burst === burst - 1) {
      mostPending = Math.max(mostPending, bridge.pendingWrites());
      await sleep(pauseMs);
    }
  }
  bridge.resume();
  await bridge.flush({ timeoutMs: flushMs });
  const result = { stats: bridge.stats(), pending: bridge.pendingWrites(), mostPending, ackedWhenLost, gaps, errors };
  db.free();
  return result;
}
