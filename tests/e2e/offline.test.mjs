// Offline on purpose: what is done meanwhile waits, and goes out.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { after, before, test } from "node:test";

import { Dashboard } from "./support/dashboard.mjs";
import { Hub } from "./support/hub.mjs";
import { DASHBOARD, eventually, PICTURES, stage } from "./support/stage.mjs";

const { origin, withPage } = stage(() => DASHBOARD);
const folder = await mkdtemp(`${tmpdir()}/aimdb-offline-`);
let hub;
before(async () => (hub = await Hub.start({ journal: `${folder}/journal` })));
after(async () => {
  await hub?.kill();
  await rm(folder, { recursive: true });
});

/** The setpoints that reached the hub. */
async function journal() {
  const text = await readFile(`${folder}/journal`, "utf8");
  return text.split("\n").filter(Boolean).map((line) => JSON.parse(line).payload.target_celsius);
}

const texts = (locator) => locator.allInnerTexts().then((all) => all.map((text) => text.replace(/\s+/g, " ")));

test("what is wished offline waits in sight, and drains in order", (t) =>
  withPage(t, {}, async (page) => {
    const dashboard = await Dashboard.open(page, origin(), hub, "room");
    const before = await dashboard.setpoint();
    assert.equal(await dashboard.offline.getAttribute("aria-checked"), "false");
    await dashboard.offline.focus();
    await page.keyboard.press("Space");
    await dashboard.reaches("disconnected");
    assert.equal(await dashboard.offline.getAttribute("aria-checked"), "true");
    await dashboard.banner.getByText("You are offline.").waitFor();
    await dashboard.connection.getByText("offline").waitFor();

    const known = await dashboard.room();
    await dashboard.slider.focus();
    const wished = [1, 2, 3, 4].map((step) => before + step / 2);
    for (const _ of wished) await page.keyboard.press("ArrowRight");
    await eventually(
      () => texts(dashboard.wishes),
      (rows) => rows.length === 4 && rows.every((row) => row.endsWith("waiting")),
    );
    await dashboard.connection.getByText("4 to send").waitFor();
    await page.waitForTimeout(1500);
    assert.equal(await dashboard.room(), known, "nothing comes in");
    assert.deepEqual(await journal(), [], "nothing goes out");
    await page.screenshot({ path: `${PICTURES}/offline-queue.png` });

    // The queue is the database's, not the page's.
    await dashboard.to("map");
    await dashboard.to("room");
    assert.equal(await dashboard.wishes.count(), 4);

    await dashboard.offline.click();
    await dashboard.reaches("connected");
    const rows = await eventually(
      () => texts(dashboard.wishes),
      (rows) => rows.length === 4 && rows.every((row) => row.endsWith("at the hub")),
    );
    wished.toReversed().forEach((celsius, i) => assert.ok(rows[i].includes(`${celsius.toFixed(1)} °C`), rows[i]));
    assert.deepEqual(await journal(), wished);
    await eventually(
      () => dashboard.banner.innerText(),
      (text) => text === "",
    );
    await eventually(
      () => dashboard.room(),
      (celsius) => Math.abs(celsius - wished.at(-1)) <= 0.2,
    );
    await page.screenshot({ path: `${PICTURES}/offline-drained.png` });
  }));
