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
  "manifest-src 'self'",
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
  "small-phone": { colorScheme: "light", viewport: { width: 360, height: 640 }, deviceScaleFactor: 2, hasTouch: true },
  tablet: { colorScheme: "light", viewport: { width: 820, height: 1180 } },
  wall: { colorScheme: "dark", viewport: { width: 1920, height: 1080 } },
};

const ROUTES = { overview: "", station: "station/vienna", map: "map", room: "room", contracts: "contracts" };

/** What axe finds on the page as it is. */
async function faults(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(", ")}`);
}

/** Time for the plots to have something to show, at ten samples a second. */
const HISTORY_MS = 2_400;

/** Turns the heating up and down, in turn. */
let wish = 19;

for (const [look, options] of Object.entries(LOOKS)) {
  test(`${look}: every page fits, and axe finds nothing`, (t) =>
    withPage(t, { reducedMotion: "reduce", ...options }, async (page) => {
      const dashboard = await Dashboard.open(page, origin(), hub);
      await dashboard.changes();
      await dashboard.setpoint();
      await page.waitForTimeout(HISTORY_MS / 3);
      wish = 43.5 - wish;
      await dashboard.slider.fill(String(wish));
      await dashboard.slider.blur();
      await page.waitForTimeout(HISTORY_MS);
      for (const [name, route] of Object.entries(ROUTES)) {
        await dashboard.to(route);
        await page.waitForTimeout(200);
        await page.screenshot({ path: `${PICTURES}/${name}-${look}.png`, fullPage: /phone/.test(look) });
        const [wide, tall] = await page.evaluate(() => {
          const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
          return [scrollWidth > clientWidth, scrollHeight > clientHeight];
        });
        assert.equal(wide, false, `${name}: nothing sticks out at the side`);
        if (["dark", "light", "wall"].includes(look)) assert.equal(tall, false, `${name}: all of it is in view`);
        assert.deepEqual(await faults(page), [], name);
      }
    }));
}

test("everything is reached and seen by keyboard alone, the slider last", (t) =>
  withPage(t, {}, async (page) => {
    const dashboard = await Dashboard.open(page, origin(), hub);
    await dashboard.setpoint();
    const names = [];
    for (;;) {
      await page.keyboard.press("Tab");
      const [name, outline] = await page.evaluate(() => {
        const { activeElement } = document;
        return [activeElement.ariaLabel ?? activeElement.innerText, getComputedStyle(activeElement).outlineStyle];
      });
      assert.notEqual(outline, "none", `${name} is seen`);
      names.push(name.trim());
      if (name === "Setpoint" || names.length > 20) break;
    }
    const [brand, ...rest] = names;
    assert.equal(brand, "Stations");
    const pages = ["Overview", "Map", "Room", "Contracts"];
    assert.deepEqual(rest, [...pages, "Offline", "Vienna", "Berlin", "Lisbon", "Oslo", "Room 1", "Setpoint"]);
  }));

test("axe finds nothing when the page is offline, and when a value is refused", (t) =>
  withPage(t, { reducedMotion: "reduce" }, async (page) => {
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      const dashboard = await Dashboard.open(page, origin(), hub, "room");
      await dashboard.setpoint();
      await dashboard.offline.click();
      await dashboard.reaches("disconnected");
      await dashboard.slider.focus();
      await page.keyboard.press("ArrowRight");
      await page.waitForTimeout(500);
      assert.deepEqual(await faults(page), [], colorScheme);
      await dashboard.to("contracts");
      await page.getByRole("button", { name: "Write the value" }).click();
      await page.getByRole("alert").waitFor();
      assert.deepEqual(await faults(page), [], colorScheme);
      await dashboard.offline.click();
      await dashboard.reaches("connected");
    }
  }));

test("it talks to its own server and to the hub, and to nobody else", (t) =>
  withPage(t, {}, async (page) => {
    const asked = new Set();
    page.on("request", (request) => asked.add(new URL(request.url()).origin));
    page.on("websocket", (socket) => asked.add(new URL(socket.url()).origin));
    const dashboard = await Dashboard.open(page, origin(), hub);
    await dashboard.changes();
    for (const route of Object.values(ROUTES)) await dashboard.to(route);
    await page.waitForTimeout(1000);
    assert.deepEqual([...asked].sort(), [origin(), new URL(hub.url).origin].sort());
  }));

test("the build has one wasm file", async () => {
  const files = await readdir(DASHBOARD, { recursive: true });
  assert.equal(files.filter((file) => file.endsWith(".wasm")).length, 1, files.join(" "));
});
