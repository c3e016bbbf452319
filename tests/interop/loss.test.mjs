// The hub is killed again and again while ten thousand setpoints are written. None is lost.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { test } from "node:test";

import { Hub } from "../e2e/support/hub.mjs";
import { judge, judgeClosed, setpoints } from "./support/journal.mjs";
import { mayhem } from "./support/mayhem.mjs";
import { randomFrom, SEED } from "./support/random.mjs";
import { AWAY, note, stage } from "./support/stage.mjs";

const { open, withPage } = stage();

/** `make soak` asks for more. */
const WRITES = Number(process.env.INTEROP_WRITES ?? 10_000);
const SECONDS = Number(process.env.INTEROP_SECONDS ?? 6);
const FLUSH_MS = 60_000;
const BURST = 100;

const places = {
  page: (options) => import("./loss.js").then(({ lose }) => lose(options)),
  worker: (options) =>
    new Promise((resolve, reject) => {
      const worker = new Worker("./worker.js", { type: "module" });
      worker.onerror = (event) => reject(new Error(event.message));
      worker.onmessage = ({ data: { result, error } }) => {
        worker.terminate();
        if (error === undefined) resolve(result);
        else reject(new Error(error));
      };
      worker.postMessage(options);
    }),
};

/**
 * Lets a page write while a hub of its own is killed, and gives what the page says of
 * itself, the numbers that reached the hub, and how often it was killed.
 */
async function suffer(t, page, run, { seed, delivery, offline = false }) {
  t.diagnostic(`INTEROP_SEED=${SEED}`);
  const folder = await mkdtemp(`${tmpdir()}/aimdb-loss-`);
  const journal = `${folder}/journal`;
  const hub = await Hub.start({ journal, periodMs: 1000 });
  try {
    await open(page);
    const options = {
      url: hub.url,
      writes: WRITES,
      burst: BURST,
      pauseMs: (SECONDS * 1000 * BURST) / WRITES,
      flushMs: FLUSH_MS,
      delivery,
      offline,
    };
    let over = false;
    const began = Date.now();
    const writing = page.evaluate(run, options).finally(() => (over = true));
    // On a machine so slow that nothing gets through between two kills, they end.
    const enough = () => over || Date.now() - began > 2000 * SECONDS + 5000;
    const [told, kills] = await Promise.all([writing, mayhem(hub, journal, randomFrom(seed), enough)]);
    const seconds = (Date.now() - began) / 1000;
    const numbers = (await setpoints(journal)).map(({ timestamp }) => timestamp);
    assert.ok(kills >= 3, `the hub was killed ${kills} times only`);
    assert.equal(told.pending, 0);
    return { ...told, numbers, kills, seconds };
  } finally {
    await hub.kill();
    await rm(folder, { recursive: true });
  }
}

const cases = [
  { place: "page" },
  { place: "worker" },
  { place: "page", offline: true },
];

for (const [i, { place, offline = false }] of cases.entries()) {
  const also = offline ? " and the bridge is paused, again and again" : "";
  test(`no write from a ${place} is lost while the hub is killed${also}`, (t) =>
    withPage(t, { expected: AWAY }, async (page) => {
      const seed = SEED + i;
      const it = await suffer(t, page, places[place], { seed, delivery: "at-least-once", offline });
      const figures = offline ? judgeClosed(it.numbers, WRITES) : judge(it.numbers, WRITES, it.ackedWhenLost);
      const { written, sent, resent, acked, dropped, queued, reconnects } = it.stats;
      assert.deepEqual(
        { written, acked, dropped, queued, gaps: it.gaps },
        { written: WRITES, acked: WRITES, dropped: 0, queued: 0, gaps: [] },
      );
      assert.equal(sent - resent, WRITES, "each write was sent a first time, once");
      assert.ok(figures.duplicates <= resent, `${figures.duplicates} duplicates of ${resent} sent again`);
      assert.ok(resent > 0, "no kill came while writes were under way");
      const { kills, mostPending, seconds, errors } = it;
      const report = { seed, writes: WRITES, kills, reconnects, ...figures, resent, mostPending, seconds, errors };
      await note(`loss in a ${place}${offline ? ", paused at times" : ""}`, report);
      t.diagnostic(JSON.stringify(report));
    }));
}

test("at most once is at most once, and what may be missing is told of", (t) =>
  withPage(t, { expected: AWAY }, async (page) => {
    const seed = SEED + cases.length;
    const it = await suffer(t, page, places.page, { seed, delivery: "at-most-once" });
    it.numbers.forEach((n, i) => assert.ok(i === 0 || n > it.numbers[i - 1], `write ${n} came twice, or late`));
    const lost = WRITES - it.numbers.length;
    const { written, sent, resent, acked, dropped } = it.stats;
    assert.deepEqual({ written, sent, resent, settled: acked + dropped }, {
      written: WRITES,
      sent: WRITES,
      resent: 0,
      settled: WRITES,
    });
    assert.ok(dropped > 0, "no kill came while writes were under way");
    assert.ok(lost <= dropped, `${lost} are missing, and ${dropped} were said to be uncertain`);
    assert.deepEqual([...new Set(it.gaps.map(({ reason }) => reason))], ["unconfirmed"]);
    assert.equal(it.gaps.reduce((sum, { count }) => sum + count, 0), dropped);
    const report = { seed, writes: WRITES, kills: it.kills, missing: lost, uncertain: dropped, seconds: it.seconds };
    await note("at most once", report);
    t.diagnostic(JSON.stringify(report));
  }));
