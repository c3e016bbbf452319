// The hub is killed again and again while ten thousand setpoints are written. None is lost.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { test } from "node:test";

import { Hub } from "../e2e/support/hub.mjs";
import { judge, setpoints } from "./support/journal.mjs";
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

for (const [i, [place, run]] of Object.entries(places).entries()) {
  test(`no write from a ${place} is lost while the hub is killed`, (t) =>
    withPage(t, { expected: AWAY }, async (page) => {
      const seed = SEED + i;
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
        };
        let over = false;
        const began = Date.now();
        const writing = page.evaluate(run, options).finally(() => (over = true));
        const [{ stats, pending, mostPending, ackedWhenLost, gaps, errors }, kills] = await Promise.all([
          writing,
          mayhem(hub, journal, randomFrom(seed), { times: Infinity, done: () => over }),
        ]);
        const seconds = (Date.now() - began) / 1000;

        const numbers = (await setpoints(journal)).map(({ timestamp }) => timestamp);
        const figures = judge(numbers, WRITES, ackedWhenLost);
        const { written, sent, resent, acked, dropped, queued, reconnects } = stats;
        assert.deepEqual({ written, acked, dropped, queued, pending, gaps }, {
          written: WRITES,
          acked: WRITES,
          dropped: 0,
          queued: 0,
          pending: 0,
          gaps: [],
        });
        assert.equal(sent - resent, WRITES, "each write was sent a first time, once");
        assert.ok(figures.duplicates <= resent, `${figures.duplicates} duplicates of ${resent} sent again`);
        assert.ok(kills >= 3, `the hub was killed ${kills} times only`);
        assert.ok(resent > 0, "no kill came while writes were under way");
        const report = { seed, writes: WRITES, kills, reconnects, ...figures, resent, mostPending, seconds, errors };
        await note(`loss in a ${place}`, report);
        t.diagnostic(JSON.stringify(report));
      } finally {
        await hub.kill();
        await rm(folder, { recursive: true });
      }
    }));
}
