// With the bundlers an application is likely to have.

import assert from "node:assert/strict";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { build as esbuild } from "esbuild";
import { build, createServer, preview } from "vite";
import webpack from "webpack";
import { application, PANEL, RESULT } from "./support/application.mjs";
import { look, serve } from "./support/browser.mjs";

const folder = application();
const everywhere = { seen: { panel: PANEL, page: RESULT, worker: RESULT }, trouble: [] };

function host(name, script) {
  writeFileSync(join(folder, name), `<!doctype html><script type="module" src="${script}"></script><body></body>`);
}

test("Vite, its development server", async () => {
  const server = await createServer({
    root: folder,
    logLevel: "error",
    cacheDir: join(folder, ".vite"),
    server: { host: "127.0.0.1", port: 0, hmr: false, watch: null },
  });
  await server.listen();
  after(() => server.close());
  const [url] = server.resolvedUrls.local;
  assert.deepEqual(await look(url, "panel", "page", "worker"), everywhere);
});

test("Vite, built", async () => {
  await build({
    root: folder,
    logLevel: "error",
    build: { outDir: "built-vite" },
    worker: { format: "es" },
  });
  const server = await preview({
    root: folder,
    logLevel: "error",
    build: { outDir: "built-vite" },
    preview: { host: "127.0.0.1", port: 0 },
  });
  after(() => server.close());
  const [url] = server.resolvedUrls.local;
  assert.deepEqual(await look(url, "panel", "page", "worker"), everywhere);
  assert.equal(wasmFiles("built-vite/assets").length, 1, "one wasm file, once");
});

test("webpack 5", async () => {
  const run = promisify(webpack);
  const stats = await run({
    mode: "production",
    context: folder,
    entry: "./main.js",
    output: { path: join(folder, "built-webpack"), publicPath: "/built-webpack/" },
  });
  assert.deepEqual(stats.toJson({ errors: true }).errors, []);
  assert.equal(wasmFiles("built-webpack").length, 1, "one wasm file, once");
  host("webpack.html", "/built-webpack/main.js");
  assert.deepEqual(await look(`${await serve(folder)}/webpack.html`, "panel", "page", "worker"), everywhere);
});

for (const [entry, options] of [
  ["address.js", { loader: { ".wasm": "file" }, publicPath: "/built-esbuild" }],
  ["inline.js", {}],
]) {
  test(`esbuild, ${entry}`, async () => {
    await esbuild({
      absWorkingDir: folder,
      entryPoints: [entry],
      outdir: "built-esbuild",
      bundle: true,
      format: "esm",
      logLevel: "error",
      ...options,
    });
    host(`esbuild-${entry}.html`, `/built-esbuild/${entry}`);
    const seen = await look(`${await serve(folder)}/esbuild-${entry}.html`, "page");
    assert.deepEqual(seen, { seen: { page: RESULT }, trouble: [] });
  });
}

function wasmFiles(where) {
  const path = join(folder, where);
  assert.ok(existsSync(path));
  return readdirSync(path).filter((name) => name.endsWith(".wasm"));
}
