// Opens the dashboard in headless Chromium, waits until it is live, takes a picture.

import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname } from "node:path";

const require = createRequire(new URL("../tests/e2e/package.json", import.meta.url));
const { chromium } = require("playwright-core");

const PATIENCE = 60_000;
/** Switches for a browser in a container without a network. */
const SWITCHES = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/**
 * Resolves once the page has shown values that change; throws what is wrong otherwise.
 * @param {string} url
 * @param {string} picture where the screenshot goes
 */
export async function look(url, picture) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: SWITCHES,
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const complaints = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(`${message.text()} ${message.location().url}`.trim());
    });
    await page.goto(url);

    let first = [];
    let now = [];
    const live = () => now.length > 0 && now.every((text, i) => /\d/.test(text) && first[i] !== text);
    const deadline = Date.now() + PATIENCE;
    while (!live()) {
      if (Date.now() > deadline) {
        const shown = now.length ? `it shows ${now.join(", ")}` : "it shows no values";
        throw new Error(["the page is not live", shown, ...complaints].join("; "));
      }
      await page.waitForTimeout(250);
      now = await page.getByTestId("value").allInnerTexts();
      // What a value changes from is the first number seen in its place.
      now.forEach((text, i) => {
        if (first[i] === undefined && /\d/.test(text)) first[i] = text;
      });
    }
    // Some history for the plots.
    await page.waitForTimeout(8_000);
    await mkdir(dirname(picture), { recursive: true });
    await page.screenshot({ path: picture });
    if (complaints.length) throw new Error(`the page is live but complains: ${complaints.join("; ")}`);
  } finally {
    await browser.close();
  }
}
