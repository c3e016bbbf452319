// The devtools panel in a page that forbids what can be forbidden, beside a real hub.

import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { Hub } from "./support/hub.mjs";
import { eventually, NO_HUB, PICTURES, stage } from "./support/stage.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const root = fileURLToPath(new URL("../..", import.meta.url));

/** No styles but the page's file, no markup from text, no inline anything. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src data:",
  "connect-src 'self' ws://127.0.0.1:* http://127.0.0.1:*",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

const { origin, withPage } = stage(() => root, { "content-security-policy": POLICY });
let hub;
before(async () => {
  hub = await Hub.start();
  await mkdir(PICTURES, { recursive: true });
});
after(() => hub?.kill());

/** What the page does wrong on purpose. */
const WRONG = /ContractViolation|expected a number/;

/** Opens the page, and the panel in it. */
async function open(page, theme) {
  const query = new URLSearchParams({ hub: hub.url, ...(theme === undefined ? {} : { theme }) });
  await page.goto(`${origin()}/tests/e2e/devtools/?${query}`);
  const launcher = page.getByRole("button", { name: /^Open the AimDB panel/ });
  await launcher.waitFor();
  await page.getByRole("button", { name: "Write a wrong value" }).click();
  await launcher.click();
  const panel = page.getByRole("region", { name: "AimDB devtools" });
  await panel.getByText("connected").waitFor();
  const row = (key) => panel.getByRole("row", { name: key }).first();
  return { launcher, panel, row };
}

const LOOKS = {
  dark: { colorScheme: "dark" },
  light: { colorScheme: "light" },
  phone: { colorScheme: "dark", viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true },
};

/** Time for the lines to have something to show. */
const HISTORY_MS = 3_000;

for (const [look, options] of Object.entries(LOOKS)) {
  test(`${look}: a strict policy lets it be, the page's styles do not reach it, axe finds nothing`, (t) =>
    withPage(t, { reducedMotion: "reduce", expected: WRONG, ...options }, async (page) => {
      const { panel } = await open(page);
      await page.waitForTimeout(HISTORY_MS);
      const faults = async () => {
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => globalThis.axe.run("aimdb-devtools"));
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(", ")}`);
      };
      assert.deepEqual(await faults(), []);
      await page.screenshot({ path: `${PICTURES}/devtools-${look}.png` });

      await panel.getByRole("separator").focus();
      for (let n = 0; n < 8; n++) await page.keyboard.press("ArrowUp");
      await panel.getByRole("button", { name: "room.temperature" }).click();
      await panel.getByRole("button", { name: "sensors.status.vienna" }).click();
      await page.waitForTimeout(500);
      assert.deepEqual(await faults(), []);
      await page.screenshot({ path: `${PICTURES}/devtools-${look}-unfolded.png` });

      await panel.getByRole("tab", { name: /Problems/ }).click();
      await panel.getByText('expected a number (f32), got string "warm"').waitFor();
      assert.deepEqual(await faults(), []);
      await page.screenshot({ path: `${PICTURES}/devtools-${look}-problems.png` });

      const styles = await panel.evaluate((section) => {
        const { fontSize, letterSpacing, borderStyle, margin } = getComputedStyle(section);
        const { fontSize: inner } = getComputedStyle(section.querySelector("button[role=tab]"));
        return { fontSize, inner, letterSpacing, borderStyle, margin };
      });
      assert.deepEqual(styles, {
        fontSize: "12px",
        inner: "12px",
        letterSpacing: "normal",
        borderStyle: "none",
        margin: "0px",
      });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      assert.equal(wide, false, "nothing sticks out at the side");
    }));
}

test("values and figures of the hub go on in it, and its end is seen", (t) =>
  withPage(t, { expected: new RegExp(`${WRONG.source}|${NO_HUB.source}`) }, async (page) => {
    const own = await Hub.start();
    try {
      const { panel, row } = await open(page);
      const value = row("sensors.temperature.vienna").getByRole("cell").nth(1);
      const first = await eventually(() => value.innerText(), (text) => /\d/.test(text));
      await eventually(() => value.innerText(), (text) => text !== first);
      await eventually(
        () => row("sensors.temperature.vienna").getByRole("cell").nth(3).innerText(),
        (rate) => Number(rate) > 1,
      );
      const figures = panel.locator("footer");
      await eventually(() => figures.innerText(), (text) => /in\s+[\d.]+ [kM]B/.test(text));

      await page.evaluate(async (url) => {
        const { WsBridge } = await import("/ts/dist/index.js");
        window.second = WsBridge.connect(db, url, { subscribeTopics: [], writeTopics: [], backoff: [60_000] });
      }, own.url);
      await eventually(() => panel.getByText("connected", { exact: true }).count(), (count) => count === 2);
      await own.kill();
      await panel.getByText("reconnecting").waitFor();
      await page.evaluate(() => bridge.pause());
      await panel.getByText("paused").waitFor();
      await page.evaluate(() => db.set("commands.setpoint.room1", { target_celsius: 21, timestamp: Date.now() }));
      await panel.getByText("queue 1").waitFor();
      await page.evaluate(() => bridge.resume());
      await panel.getByText("connected", { exact: true }).waitFor();
    } finally {
      await own.kill();
    }
  }));

test("by keyboard alone", (t) =>
  withPage(t, { expected: WRONG }, async (page) => {
    const { launcher, panel } = await open(page);
    const focused = () =>
      page.evaluate(() => {
        const { activeElement } = document.activeElement.shadowRoot ?? document;
        return activeElement.getAttribute("aria-label") ?? activeElement.innerText;
      });
    const press = async (...keys) => {
      for (const key of keys) await page.keyboard.press(key);
      return focused();
    };
    assert.match(await focused(), /^Records/);
    assert.match(await press("ArrowRight"), /^Problems/);
    await panel.getByRole("table", { name: "Problems" }).waitFor();
    assert.match(await press("ArrowRight"), /^Records/);
    assert.equal(await press("Shift+Tab"), "Height of the panel");
    const height = () => panel.getByRole("separator").getAttribute("aria-valuenow").then(Number);
    const before = await height();
    await press("ArrowUp");
    assert.equal(await height(), before + 24);
    assert.equal(await press("Tab", "Tab"), "Filter");
    for (const name of ["Pause the view", "Clear histories and problems", "Copy all as JSON", "Download all as JSON"]) {
      assert.equal(await press("Tab"), name);
    }
    assert.equal(await press("Tab"), "Close the panel");
    assert.equal(await press("Tab"), "room.temperature");
    assert.equal(await press("ArrowDown", "ArrowDown"), "commands.setpoint.room1");
    assert.equal(await press("ArrowUp"), "room.dew_point");
    await press("Enter");
    await panel.getByText("dew_point v1").waitFor();
    assert.equal(await press("Home", "Shift+Tab"), "Close the panel");
    await panel.getByRole("searchbox").focus();
    await page.keyboard.type("vienna hum");
    await panel.getByRole("button", { name: "room.temperature" }).waitFor({ state: "hidden" });
    await press("Escape");
    await panel.getByRole("button", { name: "room.temperature" }).waitFor();
    assert.equal(await press("Escape"), "Open the AimDB panel: 1 problem");
    assert.equal(await panel.getByRole("table").count(), 0);
    await press("Enter");
    await panel.getByRole("table", { name: "Records" }).waitFor();
    assert.equal(await launcher.isVisible(), false);
  }));

test("it is copied and downloaded", (t) =>
  withPage(t, { expected: WRONG, acceptDownloads: true, permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
    const { panel } = await open(page);
    await panel.getByRole("button", { name: "room.temperature" }).waitFor();
    await panel.getByRole("button", { name: "Pause the view" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      panel.getByRole("button", { name: "Download all as JSON" }).click(),
    ]);
    assert.match(download.suggestedFilename(), /^aimdb-.*\.json$/);
    const text = await readFile(await download.path(), "utf8");
    await panel.getByRole("button", { name: "Copy all as JSON" }).click();
    await panel.getByText("copied").waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), text);
    const { records, bridges, problems } = JSON.parse(text);
    const shown = await panel.getByRole("row", { name: "room.temperature" }).getByRole("cell").nth(1).innerText();
    assert.equal(shown.replace(/\s/g, ""), `${records[0].value.celsius}°C`);
    assert.equal(bridges[0].status, "connected");
    assert.deepEqual(problems.map(({ path, count }) => [path, count]), [["celsius", 1]]);
  }));

test("a theme of one's own, and nothing is left of it in the end", (t) =>
  withPage(t, { expected: WRONG, colorScheme: "light" }, async (page) => {
    const { panel } = await open(page, "dark");
    const paper = await panel.evaluate((section) => getComputedStyle(section.querySelector(".panel")).backgroundColor);
    assert.equal(paper, "rgb(26, 28, 32)");
    await page.evaluate(() => unmount());
    assert.equal(await page.locator("aimdb-devtools").count(), 0);
    await page.evaluate(() => {
      db.free();
      window.unmount = mountDevtools(db, { open: true });
    });
    await panel.getByText("the database was freed").waitFor();
  }));
