// `make pictures`: takes the pictures of the documentation from the demo, against a real
// hub: the page as it moves, in the dark, on a phone, and a small one for the package.

import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

import { Hub } from "../tests/e2e/support/hub.mjs";
import { serve } from "./serve.mjs";
import { animate } from "./webp.mjs";

const require = createRequire(new URL("../tests/e2e/package.json", import.meta.url));
const { chromium } = require("playwright-core");

const root = fileURLToPath(new URL("..", import.meta.url));
/** All of them together, in bytes. A README is read on telephones, too. */
const LIMIT = 300_000;
/** How often the hub's sensors say something here, and how long until the plots show it. */
const PERIOD_MS = 250;
const HISTORY_MS = 15_000;
const WIDE = { width: 1200, height: 750 };
/** Switches for a browser in a container without a network. */
const SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"];

/** The pictures: where each goes, how it is taken, how wide it becomes. */
const PICTURES = [
  { file: "docs/images/live.webp", options: { viewport: WIDE, colorScheme: "light" }, width: 800, quality: 0.65, frames: 10 },
  { file: "docs/images/dark.webp", options: { viewport: WIDE, colorScheme: "dark" }, width: 900, quality: 0.8, frames: 1 },
  { file: "docs/images/phone.webp", options: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true }, width: 390, quality: 0.8, frames: 1 },
  { file: "ts/images/dashboard.webp", options: { viewport: WIDE, colorScheme: "light" }, width: 800, quality: 0.8, frames: 1 },
];

/** What the room is to have, in turn: so that something happens in its plot. */
let wish = 19;

const hub = await Hub.start({ periodMs: PERIOD_MS });
const server = await serve(`${root}examples/dashboard/dist`, 0);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: SWITCHES });
try {
  const url = `http://127.0.0.1:${server.address().port}/?hub=${hub.url}`;
  let total = 0;
  for (const { file, ...how } of PICTURES) {
    const bytes = await take(url, how);
    await mkdir(`${root}${file}`.replace(/[^/]+$/, ""), { recursive: true });
    await writeFile(`${root}${file}`, bytes);
    total += bytes.length;
    console.log(`  ${file}  ${(bytes.length / 1000).toFixed(0)} kB`);
  }
  if (total > LIMIT) throw new Error(`the pictures are ${total} bytes, of which ${LIMIT} are allowed: fewer frames, or smaller`);
} finally {
  await browser.close();
  server.close();
  server.closeAllConnections();
  await hub.kill();
}

/** Opens the page, waits until it has something to show, and takes its picture. */
async function take(url, { options, width, quality, frames }) {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(url);
  await page.locator("[data-status=connected]").first().waitFor({ timeout: 60_000 });
  await page.waitForTimeout(HISTORY_MS / 2);
  wish = 43 - wish;
  const slider = page.getByRole("slider", { name: "Setpoint" });
  await slider.fill(String(wish));
  await slider.blur();
  await page.evaluate(() => scrollTo(0, 0));
  await page.waitForTimeout(HISTORY_MS / 2);
  const shots = [];
  for (let n = 0; n < frames; n++) {
    shots.push(await page.screenshot());
    await page.waitForTimeout(PERIOD_MS);
  }
  await context.close();
  if (complaints.length > 0) throw new Error(`the page complains: ${complaints.join("; ")}`);
  return animate(browser, shots, { width, quality, durationMs: 2 * PERIOD_MS });
}
