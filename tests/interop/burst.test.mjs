// Values come faster than any page could show them, and the page stays responsive.

import assert from "node:assert/strict";
import { test } from "node:test";

import { STATIONS } from "../e2e/support/dashboard.mjs";
import { Hub } from "../e2e/support/hub.mjs";
import { alone } from "./support/alone.mjs";
import { firehose } from "./support/firehose.mjs";
import { note } from "./support/stage.mjs";

const SECONDS = Number(process.env.INTEROP_BURST_SECONDS ?? 4);
const RATE = 50_000;
const TOPICS = STATIONS.map((station) => `sensors/temperature/${station}`);

const show = (url) => alone("show", { url, topics: TOPICS, seconds: SECONDS });

/** What holds on any machine, however busy. */
function alive(figures) {
  assert.equal(figures.status, "connected");
  assert.equal(figures.rejected, 0);
  assert.ok(figures.appliedPerSecond > 0);
  assert.ok(figures.timersPerSecond >= 5, `timers starve: ${figures.timersPerSecond} a second`);
  assert.ok(figures.framesPerSecond >= 2, `nothing is painted: ${figures.framesPerSecond} frames a second`);
  assert.ok(figures.renders > figures.seconds, `views stand still: ${figures.renders} renders`);
  assert.ok(figures.renders <= TOPICS.length * (figures.framesPerSecond + 1) * (figures.seconds + 1), "once a frame");
}

test("from the hub, as fast as its sensors can be", async (t) => {
  const hub = await Hub.start({ periodMs: 1 });
  try {
    const figures = await show(hub.url);
    await note("burst from the hub", figures);
    t.diagnostic(JSON.stringify(figures));
    alive(figures);
  } finally {
    await hub.kill();
  }
});

test(`from a server that pushes ${RATE} values a second`, async (t) => {
  const server = await firehose(TOPICS, RATE);
  try {
    const figures = await show(server.url);
    const { values, withheld } = server.pushed;
    // For comparison: a page that does nothing with them.
    const bare = await alone("count", { url: server.url, seconds: 2 });
    const report = { askedPerSecond: RATE, pushed: values, withheld, ...figures, countedOnlyPerSecond: bare };
    await note("burst from a plain server", report);
    t.diagnostic(JSON.stringify(report));
    alive(figures);
    // The machine's own measure: applying costs no more than five times what counting does.
    assert.ok(figures.appliedPerSecond >= bare / 5, `${figures.appliedPerSecond} applied, ${bare} only counted`);
  } finally {
    server.close();
  }
});
