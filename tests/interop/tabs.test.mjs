// Two pages of one hub agree.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { after, before, test } from "node:test";

import { eventually } from "../e2e/support/stage.mjs";
import { Hub } from "../e2e/support/hub.mjs";
import { setpoints } from "./support/journal.mjs";
import { AWAY, stage } from "./support/stage.mjs";

const { open, withPage } = stage();
const folder = await mkdtemp(`${tmpdir()}/aimdb-tabs-`);
const journal = `${folder}/journal`;
let hub;
before(async () => (hub = await Hub.start({ journal })));
after(async () => {
  await hub?.kill();
  await rm(folder, { recursive: true });
});

async function tab(page) {
  await open(page);
  await page.evaluate(async (url) => {
    const { connect } = await import("./browse.js");
    window.it = await connect(url, { backoff: [50, 100] });
    it.heard = [];
    it.db.subscribe("state.setpoint.room1", (value) => it.heard.push(value));
  }, hub.url);
}

/** Writes numbered setpoints, one every few milliseconds, and waits until the hub has them. */
const write = (page, from, count) =>
  page.evaluate(
    async ([from, count]) => {
      for (let n = from; n < from + count; n++) {
        it.db.set("commands.setpoint.room1", { target_celsius: 20 + (n % 10) / 2, timestamp: n });
        await new Promise((done) => setTimeout(done, 3));
      }
      await it.bridge.flush({ timeoutMs: 20_000 });
    },
    [from, count],
  );

const state = (page) => page.evaluate(() => it.db.get("state.setpoint.room1"));

/** Waits until both pages show what the hub was told last. */
async function agree(...pages) {
  const last = (await setpoints(journal)).at(-1);
  for (const page of pages) {
    await eventually(
      () => state(page),
      (value) => value?.timestamp === last.timestamp && value.target_celsius === last.target_celsius,
    );
  }
  return last;
}

test("two tabs that write at once end with one setpoint", (t) =>
  withPage(t, {}, (first) =>
    withPage(t, {}, async (second) => {
      await tab(first);
      await tab(second);
      await Promise.all([write(first, 1000, 200), write(second, 5000, 200)]);
      const last = await agree(first, second);
      assert.ok([1199, 5199].includes(last.timestamp), "the last write of one of them");
      const heard = await second.evaluate(() => it.heard.map(({ timestamp }) => timestamp));
      assert.ok(heard.some((n) => n >= 1000 && n < 5000), "what the other tab wrote was heard of");
    }),
  ));

test("and when the hub was killed between their writes", (t) =>
  withPage(t, { expected: AWAY }, (first) =>
    withPage(t, { expected: AWAY }, async (second) => {
      await tab(first);
      await tab(second);
      await write(first, 1, 5);
      await hub.kill();
      const writing = Promise.all([write(first, 10_000, 50), write(second, 20_000, 50)]);
      await first.waitForTimeout(300);
      await hub.restart();
      await writing;
      const last = await agree(first, second);
      assert.ok([10_049, 20_049].includes(last.timestamp), `the last write of one of them, not ${last.timestamp}`);
    }),
  ));

test("a page that comes later is told what holds", (t) =>
  withPage(t, {}, async (page) => {
    await tab(page);
    await agree(page);
  }));
