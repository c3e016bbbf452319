// What a page can ask a hub.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { STATIONS } from "../e2e/support/dashboard.mjs";
import { Hub } from "../e2e/support/hub.mjs";
import { AWAY, stage } from "./support/stage.mjs";

const { open, withPage } = stage();
let hub;
before(async () => (hub = await Hub.start()));
after(() => hub?.kill());

const TOPICS = [
  ...STATIONS.flatMap((station) => [
    [`sensors/humidity/${station}`, "humidity"],
    [`sensors/location/${station}`, "gps_location"],
    [`sensors/status/${station}`, "station_status"],
    [`sensors/temperature/${station}`, "temperature"],
  ]),
  ["sensors/temperature/room1", "temperature"],
  ["state/setpoint/room1", "setpoint"],
].sort();

const named = (topics) => topics.map(({ name, schemaType }) => [name, schemaType]).sort();

/** Runs `act` in a page, with a connection to the hub. */
const asking = (t, options, act) =>
  withPage(t, { expected: AWAY }, async (page) => {
    await open(page);
    await page.evaluate(
      async ([url, options]) => {
        const { connect, WasmDb, WsBridge } = await import("./browse.js");
        Object.assign(window, await connect(url, options), { WasmDb, WsBridge });
        window.outcome = (promise) =>
          promise.then(
            (value) => ({ value }),
            ({ name, code, message }) => ({ name, code, message }),
          );
        while (bridge.status() !== "connected") await new Promise((done) => setTimeout(done, 20));
      },
      [hub.url, options],
    );
    await act(page);
  });

test("its topics, with their contracts", (t) =>
  asking(t, {}, async (page) => {
    const topics = await page.evaluate(() => bridge.listTopics());
    assert.deepEqual(named(topics), TOPICS);
    const discovered = await page.evaluate((url) => WsBridge.discover(url), hub.url);
    assert.deepEqual(named(discovered), TOPICS);
  }));

test("its history: this one has none, and says so", (t) =>
  asking(t, {}, async (page) => {
    const outcomes = await page.evaluate(() =>
      Promise.all([
        outcome(bridge.query("sensors/#", { from: 0, to: Date.now(), limit: 2 })),
        outcome(bridge.listTopics()),
        outcome(bridge.query("#")),
      ]),
    );
    const [query, topics, second] = outcomes;
    assert.deepEqual({ name: query.name, code: query.code }, { name: "BridgeRequestError", code: "server" });
    assert.match(query.message, /query/i);
    assert.equal(second.code, "server");
    assert.deepEqual(named(topics.value), TOPICS, "the error without an id was not taken for this one's");
    assert.equal(await page.evaluate(() => bridge.status()), "connected");
    t.diagnostic(query.message);
  }));

test("its topics as records, in one call", (t) =>
  asking(t, {}, async (page) => {
    const { made, skipped, seen, schemas, again } = await page.evaluate(async (url) => {
      const db = new WasmDb();
      const bridge = WsBridge.connect(db, url);
      const { records, skipped } = await bridge.configureFromServer({ accept: ({ name }) => !name.endsWith("/oslo") });
      const seen = await Promise.all(
        records.map(({ key }) => new Promise((done) => db.subscribe(key, (value) => done([key, typeof value])))),
      );
      const schemas = db.records().map(({ key, contract }) => [key, contract]);
      const again = await bridge.configureFromServer();
      db.free();
      const count = ({ records, skipped }) => [records.length, skipped.length];
      return { made: records.length, skipped: skipped.length, seen, schemas, again: count(again) };
    }, hub.url);
    assert.equal(made, TOPICS.length - 4);
    assert.equal(skipped, 4);
    const kept = TOPICS.filter(([name]) => !name.endsWith("/oslo"));
    assert.deepEqual(schemas.sort(), kept.map(([name, type]) => [name.replaceAll("/", "."), type]));
    assert.equal(seen.length, made, "each of them has a value");
    assert.deepEqual(again, [4, TOPICS.length - 4], "those that were declined, and no other twice");
  }));

test("a question whose answer cannot come ends", (t) =>
  asking(t, { backoff: [50] }, async (page) => {
    await hub.freeze();
    const slow = await page.evaluate(() => outcome(bridge.listTopics({ timeoutMs: 200 })));
    assert.deepEqual([slow.name, slow.code], ["BridgeRequestError", "timeout"]);
    const lost = page.evaluate(() => outcome(bridge.listTopics()));
    await page.waitForTimeout(100);
    await hub.kill();
    assert.equal((await lost).code, "disconnected");
    const nobody = await page.evaluate((url) => outcome(WsBridge.discover(url, { timeoutMs: 3000 })), hub.url);
    assert.match(nobody.message, /cannot ask ws:.* for its topics: the server cannot be reached/);
    await hub.restart();
    const later = await page.evaluate(() => outcome(bridge.listTopics()));
    assert.equal(later.value.length, TOPICS.length, "a question asked while it was away is answered when it is back");
  }));
