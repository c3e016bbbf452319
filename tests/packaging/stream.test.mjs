// On a server without a framework: React's own streaming, and hydration of what it sent.

import assert from "node:assert/strict";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { build } from "esbuild";
import { AMONG_PACKAGES, application } from "./support/application.mjs";
import { visit } from "./support/browser.mjs";
import { start } from "./support/process.mjs";

const folder = application("stream", AMONG_PACKAGES);

test("renderToPipeableStream sends the page, and hydration warns of nothing", async () => {
  await build({
    absWorkingDir: folder,
    entryPoints: ["client.js"],
    outdir: "built",
    bundle: true,
    format: "esm",
    logLevel: "error",
    // React's warnings are in its development build.
    define: { "process.env.NODE_ENV": '"development"' },
  });
  // esbuild leaves `new URL("./aimdb_wasm_bg.wasm", import.meta.url)` as it is.
  copyFileSync(join(folder, "node_modules/@aimdb/wasm/dist/aimdb_wasm_bg.wasm"), join(folder, "built/aimdb_wasm_bg.wasm"));
  const { origin, told } = await start(folder, ["server.js"]);

  const html = await (await fetch(origin)).text();
  const [shell, ...later] = html.split("<script");
  assert.match(shell, /<button disabled="">no value yet<\/button>.*<p>loading<\/p>/);
  assert.match(later.join("<script"), /<button disabled="">no value yet<\/button>/);

  const { errors, warnings } = await visit(origin, async (page) => {
    const buttons = page.getByRole("button");
    await buttons.nth(1).waitFor();
    await buttons.first().click();
    for (const index of [0, 1]) await buttons.nth(index).getByText("21.5 °C").waitFor();
  });
  assert.deepEqual({ errors, warnings }, { errors: [], warnings: [] });
  assert.equal(told.length, 1, told.join("\n"));
});
