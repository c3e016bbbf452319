// What a test of a page needs: a browser, the files of the page, and a look at what went wrong.

import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdir, rm } from "node:fs/promises";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

import { serve } from "../../../scripts/serve.mjs";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Where pictures go. */
export const PICTURES = `${root}target/e2e`;

/** The dashboard as it is written. */
export const SOURCES = `${root}examples/dashboard`;

/** The built dashboard. */
export const DASHBOARD = `${SOURCES}/dist`;

/** How long anything on a page may take. */
const PATIENCE_MS = 20_000;

/** How a browser is started here. */
export const SWITCHES = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/**
 * What browser and bridge say when no hub listens. The bridge asks /health after a failed
 * attempt; a hub that comes back right in between seems to have refused that attempt.
 */
export const NO_HUB = /WebSocket connection to .* failed|\/health|ERR_CONNECTION_REFUSED|unreachable|refused:/;

/**
 * Serves a folder and starts a browser for the tests of a file.
 * @param {() => string | Promise<string>} folder gives the folder, before the first test
 * @param {Record<string, string>} headers what each answer of the server says besides
 */
export function stage(folder, headers = {}) {
  let server;
  let browser;

  before(async () => {
    server = await serve(await folder(), 0);
    server.prependListener("request", (_, response) => response.setHeaders(new Headers(headers)));
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
      args: SWITCHES,
    });
  });

  /** Ends the server; the browser goes on. */
  async function stop() {
    if (!server?.listening) return;
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  }

  after(async () => {
    await browser?.close();
    await stop();
  });

  const origin = () => `http://127.0.0.1:${server.address().port}`;

  /**
   * Runs `act` with a page. Fails if the page complained of anything but what is `expected`;
   * leaves a picture if anything failed.
   * @param {{name: string}} test
   * @param {object} options
   * @param {(page: import("playwright-core").Page) => Promise<void>} act
   */
  async function withPage(test, { expected, ...options }, act) {
    const picture = `${PICTURES}/failed-${test.name.replace(/\W+/g, "-")}.png`;
    await rm(picture, { force: true });
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    const complaints = [];
    const complain = (text) => {
      if (!expected?.test(text)) complaints.push(text);
    };
    page.on("pageerror", (error) => complain(error.stack ?? error.message));
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complain(message.text());
    });
    page.on("requestfailed", (request) => {
      // A page that is left does not wait for its answers.
      if (request.failure()?.errorText !== "net::ERR_ABORTED") complain(`no answer from ${request.url()}`);
    });
    try {
      await act(page);
      assert.deepEqual(complaints, [], "the page complained");
    } catch (error) {
      await mkdir(PICTURES, { recursive: true });
      await page.screenshot({ path: picture }).catch(() => {});
      if (complaints.length > 0) error.message += `\nThe page complained:\n${complaints.join("\n")}`;
      throw error;
    } finally {
      await context.close();
    }
  }

  return { origin, withPage, stop };
}

/**
 * Resolves with what `look` gives once `good` says it is what was waited for.
 * @template T
 * @param {() => Promise<T>} look
 * @param {(seen: T) => boolean} good
 */
export async function eventually(look, good, patience = PATIENCE_MS) {
  const deadline = Date.now() + patience;
  for (;;) {
    const seen = await look();
    if (good(seen)) return seen;
    if (Date.now() > deadline) assert.fail(`waited in vain; last seen: ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
