// Without any tool: Node, a page, a page under a strict Content-Security-Policy.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { application, RESULT } from "./support/application.mjs";
import { look, serve } from "./support/browser.mjs";

const folder = application();

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
  import { use } from "/use.js";
  await aimdb.init();
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

test("a page with a module script", async () => {
  const origin = await serve(folder);
  assert.deepEqual(await look(`${origin}/${page("plain.html", PLAIN)}`, "page"), { seen: { page: RESULT }, trouble: [] });
});

test("a page with an import map", async () => {
  const origin = await serve(folder);
  writeFileSync(
    join(folder, "map.html"),
    `<!doctype html>
     <script type="importmap">{"imports": {"@aimdb/wasm": "/node_modules/@aimdb/wasm/dist/index.js"}}</script>
     <script type="module" src="/main.js"></script><body></body>`,
  );
  // An import map does not reach into workers; so only the page.
  const { seen } = await look(`${origin}/map.html`, "page");
  assert.deepEqual(seen, { page: RESULT });
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
    assert.deepEqual(await look(`${origin}/${name}`, "page"), { seen: { page: RESULT }, trouble: [] });
  });
}

test("the policy is in force: without 'wasm-unsafe-eval' there is no module", async () => {
  const origin = await serve(folder, { "content-security-policy": POLICY.replace(" 'wasm-unsafe-eval'", "") });
  const { trouble } = await look(`${origin}/${page("stricter.html", PLAIN)}`, "page");
  assert.match(trouble.join("\n"), /Content Security Policy/);
});
