// Without any tool: Node, a page, a page under a strict Content-Security-Policy.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { application, PANEL, RESULT } from "./support/application.mjs";
import { look, serve } from "./support/browser.mjs";

const folder = application();
const everything = { seen: { panel: PANEL, page: RESULT }, trouble: [] };

function node(name, source) {
  writeFileSync(join(folder, name), source);
  return execFileSync(process.execPath, ["--no-warnings", name], { cwd: folder, encoding: "utf8" }).trim();
}

function page(name, script) {
  const file = name.replace(".html", ".page.js");
  writeFileSync(join(folder, file), script);
  writeFileSync(join(folder, name), `<!doctype html><script type="module" src="/${file}"></script><body></body>`);
  return name;
}

const PLAIN = `
  import * as aimdb from "/node_modules/@aimdb/wasm/dist/index.js";
  import { mountDevtools } from "/node_modules/@aimdb/wasm/dist/devtools.js";
  import { show } from "/panel.js";
  import { use } from "/use.js";
  await aimdb.init();
  document.body.dataset.panel = await show(aimdb, mountDevtools);
  document.body.dataset.page = await use(aimdb);`;

test("Node, import", () => {
  const source = 'import * as aimdb from "@aimdb/wasm"; import { use } from "./use.js"; await aimdb.init();';
  assert.equal(node("esm.mjs", `${source} console.log(await use(aimdb));`), RESULT);
});

test("Node, import of the inline entry", () => {
  const source = 'import * as aimdb from "@aimdb/wasm/inline"; import { use } from "./use.js";';
  assert.equal(node("inline.mjs", `${source} console.log(await use(aimdb));`), RESULT);
});

test("Node, require()", () => {
  const source = `
    const aimdb = require("@aimdb/wasm");
    const { use } = require("./use.js");
    aimdb.init().then(() => use(aimdb)).then(console.log);`;
  assert.equal(node("common.cjs", source), RESULT);
});

test("Node, require() of the inline entry", () => {
  const source = 'require("./use.js").use(require("@aimdb/wasm/inline")).then(console.log);';
  assert.equal(node("common-inline.cjs", source), RESULT);
});

test("Node, import of the panel: it loads, and says what it needs", () => {
  const source = `
    import { WasmDb } from "@aimdb/wasm/inline";
    import { mountDevtools } from "@aimdb/wasm/devtools";
    try { mountDevtools(new WasmDb()); } catch (error) { console.log(error.message); }`;
  assert.match(node("panel.mjs", source), /there is no document here/);
});

test("a page with a module script", async () => {
  const origin = await serve(folder);
  assert.deepEqual(await look(`${origin}/${page("plain.html", PLAIN)}`, "panel", "page"), everything);
});

test("a page with an import map", async () => {
  const origin = await serve(folder);
  writeFileSync(
    join(folder, "map.html"),
    `<!doctype html>
     <script type="importmap">{"imports": {
       "@aimdb/wasm": "/node_modules/@aimdb/wasm/dist/index.js",
       "@aimdb/wasm/devtools": "/node_modules/@aimdb/wasm/dist/devtools.js"
     }}</script>
     <script type="module" src="/main.js"></script><body></body>`,
  );
  // An import map does not reach into workers; so only the page.
  const { seen } = await look(`${origin}/map.html`, "panel", "page");
  assert.deepEqual(seen, everything.seen);
});

const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; " +
  "require-trusted-types-for 'script'; trusted-types 'none'";

for (const [entry, script] of [
  ["the package", PLAIN],
  ["the inline entry", PLAIN.replace("dist/index.js", "dist/inline.js")],
]) {
  test(`a page under a strict policy: ${entry}`, async () => {
    const origin = await serve(folder, { "content-security-policy": POLICY });
    const name = page(entry.includes("inline") ? "strict-inline.html" : "strict.html", script);
    assert.deepEqual(await look(`${origin}/${name}`, "panel", "page"), everything);
  });
}

test("the policy is in force: without 'wasm-unsafe-eval' there is no module", async () => {
  const origin = await serve(folder, { "content-security-policy": POLICY.replace(" 'wasm-unsafe-eval'", "") });
  const { trouble } = await look(`${origin}/${page("stricter.html", PLAIN)}`, "page");
  assert.match(trouble.join("\n"), /Content Security Policy/);
});
