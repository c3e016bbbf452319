// What a first visit costs. Bytes have ceilings; times are reported, for they are the machine's.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";

import { Dashboard } from "./support/dashboard.mjs";
import { Hub } from "./support/hub.mjs";
import { DASHBOARD, PICTURES, stage } from "./support/stage.mjs";

/** Kilobytes (of 1000 bytes) as they travel, gzipped, at most; the manifest is "other". */
const CEILINGS = { document: 2, stylesheet: 8, script: 125, wasm: 165, image: 3, other: 1 };
/** What the map adds: d3-geo and Europe's coasts. */
const MAP = 40;
const REQUESTS = 8;

const { origin, withPage } = stage(() => DASHBOARD);
let hub;
before(async () => (hub = await Hub.start()));
after(() => hub?.kill());

/** In the page: when the first value was there, and how much the layout jumped. */
function observe() {
  globalThis.seen = { shift: 0 };
  const value = () => /\d/.test(document.querySelector("[data-testid=value]")?.textContent ?? "");
  const watch = new MutationObserver(() => {
    if (!value()) return;
    globalThis.seen.firstValueMs = Math.round(performance.now());
    watch.disconnect();
  });
  watch.observe(document, { subtree: true, childList: true, characterData: true });
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) globalThis.seen.shift += value;
  }).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => {
    globalThis.seen.largestPaintMs = Math.round(list.getEntries().at(-1).startTime);
  }).observe({ type: "largest-contentful-paint", buffered: true });
}

/** Counts what a page loads, by kind. */
function meter(page) {
  const loads = [];
  page.on("response", (response) => loads.push(response));
  return async () => {
    const kilobytes = {};
    for (const response of loads.splice(0)) {
      const wasm = response.url().endsWith(".wasm");
      const kind = wasm ? "wasm" : response.request().resourceType();
      const size = gzipSync(await response.body(), { level: 9 }).length / 1000;
      kilobytes[kind] = Number(((kilobytes[kind] ?? 0) + size).toFixed(1));
    }
    return kilobytes;
  };
}

test("a first visit stays within its budget", (t) =>
  withPage(t, {}, async (page) => {
    await page.addInitScript(observe);
    let requests = 0;
    page.on("request", () => requests++);
    const weigh = meter(page);
    const dashboard = await Dashboard.open(page, origin(), hub);
    await dashboard.changes();
    const first = { requests, kilobytes: await weigh(), ...(await page.evaluate(() => globalThis.seen)) };
    await dashboard.to("map");
    await page.getByRole("main").getByRole("link", { name: /Oslo/ }).waitFor();
    const map = { kilobytes: await weigh() };
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await dashboard.to("");
    await page.reload();
    await dashboard.changes();
    const second = await page.evaluate(() => globalThis.seen);

    const report = { first, map, second };
    await mkdir(PICTURES, { recursive: true });
    await writeFile(`${PICTURES}/budget.json`, `${JSON.stringify(report, null, 2)}\n`);
    t.diagnostic(JSON.stringify(report));

    assert.ok(requests > 0 && first.requests <= REQUESTS, `${first.requests} requests`);
    assert.ok(first.kilobytes.script > 0 && first.kilobytes.wasm > 0);
    // What web.dev calls good; no time, so it holds on any machine.
    assert.ok(first.shift < 0.1, `the layout shifts by ${first.shift}`);
    for (const [kind, size] of Object.entries(first.kilobytes)) {
      assert.ok(size <= (CEILINGS[kind] ?? 0), `${kind}: ${size} kB, the ceiling is ${CEILINGS[kind] ?? 0}`);
    }
    assert.ok(map.kilobytes.script <= MAP, `the map: ${map.kilobytes.script} kB, the ceiling is ${MAP}`);
  }));
