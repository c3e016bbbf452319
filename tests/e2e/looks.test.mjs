// How the page looks, whom it can be used by, and what it loads.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";

import { Dashboard } from "./support/dashboard.mjs";
import { Hub } from "./support/hub.mjs";
import { DASHBOARD, PICTURES, stage } from "./support/stage.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** As strict as a policy can be that lets WebAssembly run: no inline scripts, no eval. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self' ws://127.0.0.1:*",
].join("; ");

const { origin, withPage } = stage(() => DASHBOARD, { "content-security-policy": POLICY });
let hub;
before(async () => (hub = await Hub.start()));
after(() => hub?.kill());

const LOOKS = {
  dark: { colorScheme: "dark" },
  light: { colorScheme: "light" },
  phone: { colorScheme: "dark", viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true },
  tablet: { colorScheme: "light", viewport: { width: 820, height: 1180 } },
  wall: { colorScheme: "dark", viewport: { width: 1920, height: 1080 } },
};

/** Time for the plots to have something to show, at ten samples a second. */
const HISTORY_MS = 6_000;

/** Turns the heating up and down, in turn. */
let wish = 19;

for (const [look, options] of Object.entries(LOOKS)) {
  test(`${look}: fits, and axe finds nothing`, (t) =>
    withPage(t, { reducedMotion: "reduce", ...options }, async (page) => {
      const dashboard = await Dashboard.open(page, origin(), hub);
      await dashboard.changes();
      await dashboard.setpoint();
      await page.waitForTimeout(HISTORY_MS / 3);
      wish = 43.5 - wish;
      await dashboard.slider.fill(String(wish));
      await dashboard.slider.blur();
      await page.waitForTimeout(HISTORY_MS);
      await page.screenshot({ path: `${PICTURES}/${look}.png`, fullPage: look === "phone" });

      const [wide, tall] = await page.evaluate(() => {
        const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
        return [scrollWidth > clientWidth, scrollHeight > clientHeight];
      });
      assert.equal(wide, false, "nothing sticks out at the side");
      if (["dark", "light", "wall"].includes(look)) assert.equal(tall, false, "all of it is in view");

      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(", ")}`);
      assert.deepEqual(found, []);
    }));
}

test("the slider is reached and seen by keyboard alone", (t) =>
  withPage(t, {}, async (page) => {
    const dashboard = await Dashboard.open(page, origin(), hub);
    await dashboard.setpoint();
    await page.keyboard.press("Tab");
    assert.equal(await dashboard.slider.evaluate((slider) => slider === document.activeElement), true);
    const ring = await dashboard.slider.evaluate((slider) => getComputedStyle(slider).outlineStyle);
    assert.notEqual(ring, "none");
  }));

test("it talks to its own server and to the hub, and to nobody else", (t) =>
  withPage(t, {}, async (page) => {
    const asked = new Set();
    page.on("request", (request) => asked.add(new URL(request.url()).origin));
    page.on("websocket", (socket) => asked.add(new URL(socket.url()).origin));
    const dashboard = await Dashboard.open(page, origin(), hub);
    await dashboard.changes();
    assert.deepEqual([...asked].sort(), [origin(), new URL(hub.url).origin].sort());
  }));

test("the build has one wasm file", async () => {
  const files = await readdir(DASHBOARD, { recursive: true });
  assert.equal(files.filter((file) => file.endsWith(".wasm")).length, 1, files.join(" "));
});
