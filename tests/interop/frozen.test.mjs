// A hub that stands still: its connections live on and say nothing.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { after, before, test } from "node:test";

import { eventually } from "../e2e/support/stage.mjs";
import { Hub } from "../e2e/support/hub.mjs";
import { setpoints } from "./support/journal.mjs";
import { AWAY, note, stage } from "./support/stage.mjs";

const { open, withPage } = stage();
const folder = await mkdtemp(`${tmpdir()}/aimdb-frozen-`);
const journal = `${folder}/journal`;
let hub;
before(async () => (hub = await Hub.start({ journal })));
after(async () => {
  await hub?.kill();
  await rm(folder, { recursive: true });
});

const OPTIONS = { keepaliveMs: 300, pongTimeoutMs: 500, connectTimeoutMs: 700, backoff: [50, 100] };
/** What timers may be late on a busy machine. */
const SLACK_MS = 1500;

/** A page that is connected, with the hub talking to it. */
async function connected(page) {
  await open(page);
  await page.evaluate(
    async ([url, options]) => {
      const { connect } = await import("./browse.js");
      window.it = await connect(url, options, { type: "SpmcRing", capacity: 64 });
    },
    [hub.url, OPTIONS],
  );
  await status(page, "connected");
  await eventually(
    () => page.evaluate(() => it.db.get("state.setpoint.room1")),
    (value) => value !== null,
  );
}

const status = (page, wanted) =>
  eventually(
    () => page.evaluate(() => it.bridge.status()),
    (seen) => seen === wanted,
  );

/** Freezes the hub, and says after how many milliseconds the page noticed. */
async function freeze(page) {
  const at = Date.now();
  await hub.freeze();
  await status(page, "reconnecting");
  const [lost, errors] = await page.evaluate(() => [
    it.statuses.findLast(({ status }) => status === "reconnecting").at,
    it.errors,
  ]);
  const took = lost - at;
  const { keepaliveMs, pongTimeoutMs } = OPTIONS;
  assert.ok(took <= keepaliveMs + pongTimeoutMs + SLACK_MS, `noticed after ${took} ms`);
  assert.ok(errors.some(({ code }) => code === "silent"), JSON.stringify(errors));
  return took;
}

/** Writes numbered setpoints. */
const write = (page, from, to) =>
  page.evaluate(
    ([from, to]) => {
      for (let n = from; n <= to; n++) it.db.set("commands.setpoint.room1", { target_celsius: 20, timestamp: n });
    },
    [from, to],
  );

const numbers = async () => (await setpoints(journal)).map(({ timestamp }) => timestamp);

test("is noticed in time, and the page recovers when it goes on", (t) =>
  withPage(t, { expected: AWAY }, async (page) => {
    await connected(page);
    const tookMs = await freeze(page);
    await note("a frozen hub is noticed", { ...OPTIONS, tookMs });
    t.diagnostic(`noticed after ${tookMs} ms`);
    await write(page, 1, 20);
    await eventually(
      () => page.evaluate(() => it.errors.map(({ code }) => code)),
      (codes) => codes.includes("connect-timeout"),
    );
    hub.thaw();
    await status(page, "connected");
    await page.evaluate(() => it.bridge.flush());
    assert.deepEqual([...new Set(await numbers())].sort((a, b) => a - b), Array.from({ length: 20 }, (_, n) => n + 1));
  }));

test("writes it had already been sent reach it again, in the order they were made", (t) =>
  withPage(t, { expected: AWAY }, async (page) => {
    await connected(page);
    const before = (await numbers()).length;
    await hub.freeze();
    // These go into the connection, and nobody reads them there.
    await write(page, 101, 120);
    await status(page, "reconnecting");
    assert.equal(await page.evaluate(() => it.bridge.pendingWrites()), 20);
    await write(page, 121, 130);
    await hub.kill();
    await hub.restart();
    await status(page, "connected");
    await page.evaluate(() => it.bridge.flush());
    assert.deepEqual((await numbers()).slice(before), Array.from({ length: 30 }, (_, n) => n + 101));
    assert.equal(await page.evaluate(() => it.bridge.pendingWrites()), 0);
  }));
