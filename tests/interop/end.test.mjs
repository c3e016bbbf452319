// A connection that ends leaves nothing behind, whatever it was doing.

import assert from "node:assert/strict";
import { createServer } from "node:net";
import { after, before, test } from "node:test";

import { Hub } from "../e2e/support/hub.mjs";
import { AWAY, stage } from "./support/stage.mjs";

const { open, withPage } = stage();
let hub;
/** Accepts connections and never says a word. */
let mute;
const held = new Set();
/** Where nobody listens. */
let nowhere;
before(async () => {
  hub = await Hub.start();
  mute = createServer((socket) => {
    held.add(socket);
    socket.on("error", () => {}).on("close", () => held.delete(socket));
  });
  await new Promise((done) => mute.listen(0, "127.0.0.1", done));
  const passing = createServer();
  await new Promise((done) => passing.listen(0, "127.0.0.1", done));
  nowhere = `ws://127.0.0.1:${passing.address().port}/ws`;
  await new Promise((done) => passing.close(done));
});
after(async () => {
  await hub?.kill();
  for (const socket of held) socket.destroy();
  mute?.close();
});

/** Counts what a bridge can leave behind. Runs in the page before anything else. */
function count() {
  const timers = new Map();
  const listeners = new Map();
  const sockets = [];
  const fetches = new Set();
  const failures = [];
  const { setTimeout: set, clearTimeout: clear, setInterval: every, WebSocket: Socket, fetch: get } = window;
  window.pause = (ms) => new Promise((done) => set(done, ms));
  window.setTimeout = (task, ms) => {
    const id = set(() => {
      timers.delete(id);
      task();
    }, ms);
    timers.set(id, ms);
    return id;
  };
  window.clearTimeout = (id) => {
    timers.delete(id);
    clear(id);
  };
  window.setInterval = (task, ms) => {
    timers.set(`every ${ms}`, ms);
    return every(task, ms);
  };
  window.fetch = (...request) => {
    const answer = get(...request);
    fetches.add(answer);
    answer.catch(() => {}).finally(() => fetches.delete(answer));
    return answer;
  };
  for (const target of [window, document]) {
    const { addEventListener: add, removeEventListener: remove } = target;
    target.addEventListener = (type, ...rest) => {
      listeners.set(type, (listeners.get(type) ?? 0) + 1);
      add.call(target, type, ...rest);
    };
    target.removeEventListener = (type, ...rest) => {
      listeners.set(type, (listeners.get(type) ?? 0) - 1);
      remove.call(target, type, ...rest);
    };
  }
  window.WebSocket = class extends Socket {
    constructor(...given) {
      super(...given);
      sockets.push(this);
    }
  };
  window.onerror = (message) => void failures.push(message);
  window.onunhandledrejection = ({ reason }) => void failures.push(String(reason));
  window.left = () => [
    ...failures,
    ...[...timers.values()].map((ms) => `a timer of ${ms} ms`),
    ...[...listeners].filter(([, n]) => n !== 0).map(([type, n]) => `${n} listeners for ${type}`),
    ...[...fetches].map(() => "a request"),
    ...sockets.flatMap(({ onopen, onmessage, onclose, readyState }) => [
      ...(onopen ?? onmessage ?? onclose ? ["a handler of a socket"] : []),
      ...(readyState < Socket.CLOSING ? ["an open socket"] : []),
    ]),
  ];
  window.sockets = () => sockets.length;
}

/** The states there are, and how each is come by. */
const states = {
  "before its socket": { url: () => hub.url, begin: "now", status: "connecting" },
  "while connecting": { url: () => `ws://127.0.0.1:${mute.address().port}/ws`, begin: "socket", status: "connecting" },
  "while the address is asked for": { url: () => null, begin: "now", status: "connecting" },
  connected: { url: () => hub.url, begin: "connected", status: "connected" },
  "while reconnecting": { url: () => nowhere, begin: "reconnecting", status: "reconnecting" },
  "having given up": { url: () => nowhere, begin: "disconnected", status: "disconnected", maxRetries: 0 },
  paused: { url: () => hub.url, begin: "paused", status: "disconnected" },
};

const ways = {
  "disconnect()": ({ bridge }) => bridge.disconnect(),
  "free()": ({ db }) => db.free(),
  "both, and again": ({ db, bridge }) => {
    bridge.disconnect();
    bridge.disconnect();
    db.free();
    bridge.disconnect();
    db.free();
  },
};

for (const [state, { url, begin, status, maxRetries = null }] of Object.entries(states)) {
  test(`${state}: nothing is left`, (t) =>
    withPage(t, { expected: AWAY }, async (page) => {
      await page.addInitScript(count);
      await open(page);
      for (const [way, end] of Object.entries(ways)) {
        const seen = await page.evaluate(
          async ([url, begin, maxRetries, end]) => {
            const { connect } = await import("./browse.js");
            const it = await connect(url ?? (() => new Promise(() => {})), { maxRetries, backoff: [300] });
            const until = async (done) => {
              while (!done()) await pause(5);
            };
            const before = sockets();
            if (begin === "socket") {
              await until(() => sockets() > before || before > 0);
              await pause(50);
            } else if (begin === "paused") {
              await until(() => it.bridge.status() === "connected");
              it.bridge.pause();
              await pause(50);
            } else if (begin !== "now") {
              await until(() => it.bridge.status() === begin);
            }
            const during = it.bridge.status();
            it.db.set("commands.setpoint.room1", { target_celsius: 20, timestamp: 1 });
            const asked = [it.bridge.flush(), it.bridge.listTopics(), it.bridge.query("#")];
            const answers = Promise.all(asked.map((a) => a.then(() => "answered", ({ code }) => code)));
            // eslint-disable-next-line no-new-func -- it comes from the test as text
            new Function("it", `return (${end})(it)`)(it);
            const left = window.left().filter((what) => what !== "a request");
            const told = it.statuses.length;
            const outcome = {
              during,
              left,
              answers: await Promise.race([answers, pause(2000).then(() => "a promise that never settles")]),
              status: it.bridge.status(),
            };
            await pause(450);
            outcome.later = window.left();
            outcome.toldLater = it.statuses.length - told;
            return outcome;
          },
          [url(), begin, maxRetries, String(end)],
        );
        assert.deepEqual(
          seen,
          {
            during: status,
            left: [],
            answers: ["disconnected", "disconnected", "disconnected"],
            status: "disconnected",
            later: [],
            toldLater: 0,
          },
          way,
        );
      }
    }));
}

test("what nobody holds any more is collected", (t) =>
  withPage(t, {}, async (page) => {
    await open(page);
    await page.evaluate(async (url) => {
      const { connect } = await import("./browse.js");
      window.gone = [];
      for (let i = 0; i < 5; i++) {
        const { db, bridge } = await connect(url);
        while (bridge.status() !== "connected") await new Promise((done) => setTimeout(done, 5));
        db.subscribe("state.setpoint.room1", () => db.records());
        window.gone.push(new WeakRef(db), new WeakRef(bridge));
        db.free();
      }
    }, hub.url);
    await page.waitForTimeout(100);
    await page.requestGC();
    const kept = await page.evaluate(() => gone.filter((ref) => ref.deref() !== undefined).length);
    assert.equal(kept, 0);
  }));
