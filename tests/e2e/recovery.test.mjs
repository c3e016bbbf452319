// The hub goes and comes back.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { after, before, test } from "node:test";

import { Dashboard } from "./support/dashboard.mjs";
import { Hub } from "./support/hub.mjs";
import { DASHBOARD, eventually, NO_HUB, PICTURES, stage } from "./support/stage.mjs";

const { origin, withPage } = stage(() => DASHBOARD);
const folder = await mkdtemp(`${tmpdir()}/aimdb-recovery-`);
let hub;
before(async () => (hub = await Hub.start({ journal: `${folder}/journal` })));
after(async () => {
  await hub?.kill();
  await rm(folder, { recursive: true });
});

/** The setpoints that reached the hub. */
async function journal() {
  const text = await readFile(`${folder}/journal`, "utf8");
  return text.trim().split("\n").filter(Boolean).map((line) => JSON.parse(line).payload.target_celsius);
}

test("the page recovers by itself when the hub was killed", (t) =>
  withPage(t, { expected: NO_HUB }, async (page) => {
    const dashboard = await Dashboard.open(page, origin(), hub);
    await dashboard.changes();
    await hub.kill();
    await dashboard.reaches("reconnecting");
    const last = await dashboard.temperature("vienna");
    await page.waitForTimeout(1500);
    assert.equal(await dashboard.temperature("vienna"), last, "what is known stays on the page");
    await hub.restart();
    await dashboard.reaches("connected");
    await dashboard.changes();
  }));

test("what is wished while the hub is away reaches it when it is back", (t) =>
  withPage(t, { expected: NO_HUB }, async (page) => {
    const dashboard = await Dashboard.open(page, origin(), hub);
    const wanted = (await dashboard.setpoint()) + 2;
    await hub.kill();
    await dashboard.reaches("reconnecting");
    await dashboard.slider.focus();
    for (let i = 0; i < 4; i++) await page.keyboard.press("ArrowRight");
    assert.equal(await dashboard.setpoint(), wanted);
    assert.match(await dashboard.waiting.innerText(), /waiting/);
    await page.screenshot({ path: `${PICTURES}/offline.png` });
    await hub.restart();
    await dashboard.reaches("connected");
    await eventually(
      () => dashboard.room(),
      (celsius) => Math.abs(celsius - wanted) <= 0.2,
    );
    assert.equal((await journal()).at(-1), wanted);
    await eventually(
      () => dashboard.waiting.innerText(),
      (text) => text === "",
    );
  }));

test("a page opened before its hub finds it", (t) =>
  withPage(t, { expected: NO_HUB }, async (page) => {
    await hub.kill();
    await page.goto(`${origin()}/?hub=${hub.url}`);
    const dashboard = new Dashboard(page);
    await dashboard.connection.waitFor();
    await page.waitForTimeout(1000);
    await hub.restart();
    await dashboard.reaches("connected");
    await dashboard.changes();
  }));
