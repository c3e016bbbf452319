// Installed, and without any server.

import assert from "node:assert/strict";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { after, before, beforeEach, test } from "node:test";

import { Dashboard } from "./support/dashboard.mjs";
import { Hub } from "./support/hub.mjs";
import { DASHBOARD, eventually, NO_HUB, PICTURES, stage } from "./support/stage.mjs";

const folder = await mkdtemp(`${tmpdir()}/aimdb-pwa-`);
const site = `${folder}/site`;
const { origin, withPage, stop } = stage(() => site);
let hub;
beforeEach(() => cp(DASHBOARD, site, { recursive: true }));
// A sample a second: a browser that has much to paint puts service workers off.
before(async () => (hub = await Hub.start({ periodMs: 1000, journal: `${folder}/journal` })));
after(async () => {
  await hub?.kill();
  await rm(folder, { recursive: true });
});

/** Waits until the service worker has kept everything. */
const kept = (page) => page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
const controlled = (page) => page.evaluate(() => navigator.serviceWorker.controller !== null);

test("a browser offers to install it", (t) =>
  withPage(t, {}, async (page) => {
    await Dashboard.open(page, origin(), hub);
    await kept(page);
    const devtools = await page.context().newCDPSession(page);
    const { errors, data } = await devtools.send("Page.getAppManifest");
    assert.deepEqual(errors, []);
    const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
    // A browser that is driven has a profile of its own for each test.
    assert.deepEqual(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito"), []);
    for (const { src, sizes, type } of JSON.parse(data).icons) {
      const icon = await page.request.get(new URL(src, origin()).href);
      assert.equal(icon.headers()["content-type"], type);
      if (type !== "image/png") continue;
      const bytes = await icon.body();
      assert.equal(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`, sizes, src);
    }
  }));

test("a newer version is there at a later visit; an open page goes on with its own", (t) =>
  withPage(t, {}, async (page) => {
    await Dashboard.open(page, origin(), hub);
    await kept(page);
    const address = page.url();
    await page.reload();
    const read = (name) => readFile(`${site}/${name}`, "utf8");
    const [html, worker] = await Promise.all([read("index.html"), read("service-worker.js")]);
    // It has other files, too: the old page's map is not among them.
    const [map] = (await readdir(`${site}/assets`)).filter((name) => name.startsWith("map-"));
    await rm(`${site}/assets/${map}`);
    await writeFile(`${site}/index.html`, html.replace("<html ", '<html data-newer="yes" '));
    await writeFile(
      `${site}/service-worker.js`,
      worker.replace(/VERSION = "\w+"/, 'VERSION = "newer"').replace(`"./assets/${map}",`, ""),
    );

    const visitor = await page.context().newPage();
    for (let visits = 0; (await visitor.locator("[data-newer]").count()) === 0; visits++) {
      assert.ok(visits < 20, "it is still the old version");
      await page.evaluate(() => navigator.serviceWorker.getRegistration().then((known) => void known.update()));
      await visitor.goto("about:blank");
      await visitor.waitForTimeout(2000);
      // The worker that changes meanwhile may keep a visitor waiting: it is not the page's to answer for.
      await visitor.goto(address, { timeout: 60_000 });
      await new Dashboard(visitor).reaches("connected");
    }
    const old = new Dashboard(page);
    await old.to("map");
    await page.getByRole("main").getByRole("link", { name: /Oslo/ }).waitFor();
  }));

test("from the second visit on it needs neither its server nor the hub", (t) =>
  withPage(t, { expected: NO_HUB }, async (page) => {
    const dashboard = await Dashboard.open(page, origin(), hub);
    await kept(page);
    await dashboard.changes();
    await page.reload();
    assert.equal(await controlled(page), true);
    await dashboard.reaches("connected");
    await dashboard.changes();
    const setpoint = await dashboard.setpoint();

    await stop();
    await hub.kill();
    await page.reload();
    await dashboard.banner.getByText("The hub cannot be reached.").waitFor();
    await dashboard.reaches("reconnecting");
    assert.ok(Number.isFinite(await dashboard.temperature("lisbon")), "what was known last is shown");
    assert.equal(await dashboard.setpoint(), setpoint);
    await page.screenshot({ path: `${PICTURES}/no-server.png` });

    // Pages that were never looked at are there, too.
    await dashboard.to("map");
    await page.getByRole("main").getByRole("link", { name: /Berlin/ }).waitFor();
    // The engine works: a local record is written, and refuses what it must.
    await dashboard.to("contracts");
    await page.getByTestId("tally").getByText("1 written").waitFor();
    await page.getByRole("button", { name: "Write the value" }).click();
    await page.getByTestId("tally").getByText("1 written, 1 refused").waitFor();

    await dashboard.to("room");
    await dashboard.slider.focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowLeft");
    await page.getByTestId("pending").getByText("3 waiting").waitFor();

    await hub.restart();
    await dashboard.reaches("connected");
    await eventually(
      () => page.getByTestId("pending").innerText(),
      (text) => text === "",
    );
    const lines = (await readFile(`${folder}/journal`, "utf8")).trim().split("\n").map((line) => JSON.parse(line));
    assert.deepEqual(
      lines.map(({ payload }) => payload.target_celsius),
      [1, 2, 3].map((step) => setpoint - step / 2),
    );
    await eventually(
      () => dashboard.room(),
      (celsius) => Math.abs(celsius - (setpoint - 1.5)) <= 0.2,
    );
  }));
