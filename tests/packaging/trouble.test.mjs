// What a browser tells of the mistakes one makes first, and that it tells what to do.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { application, RESULT } from "./support/application.mjs";
import { serve, visit } from "./support/browser.mjs";

const folder = application();
const file = readFileSync(join(folder, "node_modules/@aimdb/wasm/dist/aimdb_wasm_bg.wasm"));
const page = '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/page.js"></script><body></body>';

writeFileSync(join(folder, "page.html"), page);
writeFileSync(
  join(folder, "page.js"),
  `import * as aimdb from "/node_modules/@aimdb/wasm/dist/index.js";
  import { use } from "/use.js";
  const tell = (text) => (document.body.dataset.page = text);
  const loaded = location.hash === "#no-init" ? undefined : aimdb.init();
  Promise.resolve(loaded).then(() => use(aimdb)).then(tell, (error) => tell(error.message));`,
);

/** What the page says if the wasm file is answered in another way. */
async function says(answer, headers = {}, hash = "") {
  const origin = await serve(folder, headers, (path) => (path.endsWith(".wasm") ? answer : undefined));
  let said;
  const { warnings } = await visit(`${origin}/page.html${hash}`, async (page) => {
    const body = page.locator("body[data-page]");
    await body.waitFor({ state: "attached" });
    said = (await body.getAttribute("data-page")).replaceAll(origin, "");
  });
  return { said, warnings };
}

const WHERE = "/node_modules/@aimdb/wasm/dist/aimdb_wasm_bg.wasm";
const REMEDY = "Serve aimdb_wasm_bg.wasm from @aimdb/wasm/dist there, or say where it is: init(url)";

test("no init()", async () => {
  const { said } = await says(undefined, {}, "#no-init");
  assert.equal(
    said,
    '@aimdb/wasm is not loaded: call `await init()` first, or import from "@aimdb/wasm/inline", which needs no init',
  );
});

test("the server has no such file, and says so", async () => {
  const { said } = await says({ status: 404, type: "text/plain", body: "not found" });
  assert.equal(said, `${WHERE} was answered with HTTP 404. ${REMEDY}`);
});

test("the server has no such file, and answers with the application's page", async () => {
  const { said } = await says({ type: "text/html", body: page });
  assert.equal(
    said,
    `${WHERE}: not a wasm module, but text/html (a page: the server has no such file and answers with its index). ${REMEDY}`,
  );
});

test("the application's page, said to be wasm", async () => {
  const { said } = await says({ body: page });
  assert.match(said, /^cannot compile \/node_modules.*: .*magic word.*init\(url\)$/);
});

test("a file that is cut off", async () => {
  const { said } = await says({ body: file.subarray(0, 10_000) });
  assert.match(said, /^cannot compile \/node_modules.*: .*WebAssembly.*init\(url\)$/);
});

for (const type of ["text/html", "application/octet-stream"]) {
  test(`the right file as ${type}: it works, and a warning says what to change`, async () => {
    const { said, warnings } = await says({ type, body: file });
    assert.equal(said, RESULT);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0], new RegExp(`was served as "${type}"; serve it as application/wasm`));
  });
}

test("a Content-Security-Policy without 'wasm-unsafe-eval'", async () => {
  const { said } = await says(undefined, { "content-security-policy": "default-src 'self'; img-src data:" });
  assert.match(said, /Add 'wasm-unsafe-eval' to script-src in the page's Content-Security-Policy$/);
});
