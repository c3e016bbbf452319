// In Next.js: a page rendered on the server, which hydrates and goes on by itself.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { AMONG_PACKAGES, application } from "./support/application.mjs";
import { visit } from "./support/browser.mjs";
import { start } from "./support/process.mjs";

const folder = application("next", AMONG_PACKAGES);
const next = createRequire(import.meta.url).resolve("next/dist/bin/next");
const env = {
  NEXT_TELEMETRY_DISABLED: "1",
  NODE_OPTIONS: `--import=${new URL("./support/offline.mjs", import.meta.url)}`,
};
const served = ["--hostname", "127.0.0.1", "--port", "0"];

/** What the server renders, whether it is the built one or the one for development. */
async function rendered(origin) {
  const response = await fetch(origin);
  assert.equal(response.status, 200);
  const html = await response.text();
  assert.match(html, /<h1>Rendered by a server of (<!-- -->)?node<\/h1>/);
  assert.match(html, /<button disabled="">no value yet<\/button><output>0<\/output>/);
}

/** The page takes over what the server rendered, and shows what is set and what comes by itself. */
async function live(page) {
  const button = page.locator("main button");
  assert.equal(await button.innerText(), "no value yet");
  await page.locator("output").filter({ hasText: /^([2-9]|10)$/ }).waitFor();
  await button.click();
  await button.getByText("21.5 °C").waitFor();
}

test("built: server components, a client component that hydrates, a route handler", async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [next, "build"], {
    cwd: folder,
    env: { ...process.env, ...env },
  });
  assert.doesNotMatch(stdout + stderr, /warn|error/i);
  const files = readdirSync(join(folder, ".next/static"), { recursive: true });
  assert.equal(files.filter((name) => name.endsWith(".wasm")).length, 1, "one wasm file, once");
  const { origin, told } = await start(folder, [next, "start", ...served], env);
  await rendered(origin);
  assert.deepEqual(await visit(origin, live), { errors: [], warnings: [] });

  const check = (body) => fetch(`${origin}/check`, { method: "POST", body });
  const good = await check('{"celsius":21.5,"timestamp":1}');
  assert.deepEqual([good.status, await good.json()], [200, { celsius: 21.5, timestamp: 1 }]);
  const bad = await check('{"celsius":"warm","timestamp":1}');
  assert.deepEqual([bad.status, (await bad.json()).path], [422, ["celsius"]]);
  assert.doesNotMatch(told.join("\n"), /warn|error/i);
});

test("its development server: React warns of nothing", async () => {
  const { origin, told } = await start(folder, [next, "dev", ...served], env);
  await rendered(origin);
  assert.deepEqual(await visit(origin, live), { errors: [], warnings: [] });
  assert.doesNotMatch(told.join("\n"), /warn|error/i);
});
