// A browser, and files for it.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { after } from "node:test";
import { chromium } from "playwright-core";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };
let launched;
after(async () => (await launched)?.close());

/** Opens a page and waits for what its body says under each name. */
export async function look(url, ...names) {
  launched ??= launch();
  const page = await (await launched).newPage();
  const trouble = [];
  page.on("pageerror", (error) => trouble.push(String(error)));
  page.on("console", (message) => message.type() === "error" && trouble.push(message.text()));
  await page.goto(url);
  const seen = {};
  for (const name of names) {
    const body = page.locator(`body[data-${name}]`);
    await body.waitFor({ state: "attached", timeout: 20_000 }).catch((error) => trouble.push(error.message));
    if (trouble.length > 0) break;
    seen[name] = await body.getAttribute(`data-${name}`);
  }
  await page.close();
  return { seen, trouble };
}

function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
}

/** Serves a folder's files; gives the origin. */
export async function serve(folder, headers = {}) {
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url, "http://localhost").pathname);
    try {
      const bytes = await readFile(join(folder, path));
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream", ...headers });
      response.end(bytes);
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
