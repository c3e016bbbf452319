// A browser, and files for it.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { after } from "node:test";
import { chromium } from "playwright-core";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };
const PATIENCE_MS = 60_000;
let launched;
after(async () => (await launched)?.close());

/**
 * Opens a page for `act`, and gives what the console told meanwhile.
 *
 * @param {string} url
 * @param {(page: import("playwright-core").Page, told: { errors: string[], warnings: string[] }) => Promise<void>} act
 */
export async function visit(url, act) {
  launched ??= launch();
  const page = await (await launched).newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const told = { errors: [], warnings: [] };
  page.on("pageerror", (error) => told.errors.push(String(error)));
  page.on("console", (message) => told[`${message.type()}s`]?.push(message.text()));
  try {
    await page.goto(url);
    await act(page, told);
  } catch (error) {
    error.message += `\nThe console told: ${JSON.stringify(told, null, 1)}`;
    throw error;
  } finally {
    await page.close();
  }
  return told;
}

/** Opens a page and waits for what its body says under each name. */
export async function look(url, ...names) {
  const seen = {};
  const trouble = [];
  const { errors } = await visit(url, async (page, told) => {
    const failed = page.waitForEvent("pageerror").catch(() => {});
    for (const name of names) {
      const body = page.locator(`body[data-${name}]`);
      const shown = body.waitFor({ state: "attached" }).catch((error) => trouble.push(error.message));
      // Where a script has failed there is nothing more to wait for.
      if (told.errors.length === 0) await Promise.race([shown, failed]);
      if (trouble.length + told.errors.length > 0) break;
      seen[name] = await body.getAttribute(`data-${name}`);
    }
  });
  return { seen, trouble: [...errors, ...trouble] };
}

function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
}

/**
 * Serves a folder's files; gives the origin.
 *
 * @param {string} folder
 * @param {Record<string, string>} headers what each answer says besides
 * @param {(path: string) => { status?: number, type?: string, body?: string | Buffer } | undefined} instead
 *   gives another answer than the file
 */
export async function serve(folder, headers = {}, instead = () => undefined) {
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url, "http://localhost").pathname);
    try {
      const { status = 200, type = TYPES[extname(path)] ?? "application/octet-stream", body } = instead(path) ?? {};
      const bytes = body ?? (await readFile(join(folder, path)));
      response.writeHead(status, { "content-type": type, ...headers }).end(bytes);
    } catch {
      // A browser asks for it by itself.
      response.writeHead(path === "/favicon.ico" ? 204 : 404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${server.address().port}`;
}
