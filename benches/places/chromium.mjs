import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, normalize } from "node:path";
import { chromium } from "playwright-core";
import { bundle, out } from "../build.mjs";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };
const PAGE = "<!doctype html><meta charset=utf-8><title>bench</title><link rel=icon href=data:,>";
/** Switches for a browser in a container without a network. */
const SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"];

/** Serves `target/bench` to this machine. */
async function serve() {
  const server = createServer(async (request, response) => {
    // Isolated pages get the finer clock.
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
    const path = normalize(new URL(request.url, "http://localhost").pathname);
    try {
      const body = path === "/" ? PAGE : await readFile(`${out}${path}`);
      response.setHeader("Content-Type", TYPES[extname(path)] ?? "text/html");
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** Opens pages of a fresh browser on `target/bench`; closes everything afterwards. */
export async function withChromium(use) {
  const server = await serve();
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: SWITCHES,
  });
  const open = async () => {
    // A context of its own is a process of its own: nothing compiled is found again.
    const context = await browser.newContext();
    const page = await context.newPage();
    page.on("pageerror", (error) => console.error(`chromium: ${error.message}`));
    await page.goto(`${server.origin}/`);
    return { page, close: () => context.close() };
  };
  try {
    return await use({ open, version: browser.version() });
  } finally {
    await browser.close();
    server.close();
  }
}

/** Runs the suite in a page. */
export async function runInChromium({ open }, { progress, only }) {
  await bundle(new URL("page.mjs", import.meta.url).pathname, `${out}/page.js`);
  const { page, close } = await open();
  try {
    await page.exposeFunction("told", progress);
    await page.addScriptTag({ type: "module", url: "/page.js" });
    await page.waitForFunction(() => typeof globalThis.runBench === "function");
    return await page.evaluate((part) => globalThis.runBench(part), only);
  } finally {
    await close();
  }
}
