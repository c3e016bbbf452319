import { createServer, type RequestListener, type Server } from "node:http";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, expect, test } from "vitest";
import { dist, inWorker } from "./worker.js";

const wasmFile = new URL("../dist/aimdb_wasm_bg.wasm", import.meta.url);
const load = `const { init, initSync, isReady, WasmDb, validate, Temperature } = await import("${dist("index.js")}");`;
const use = `
  const db = new WasmDb();
  db.configureRecord("t", { schemaType: "temperature", buffer: "SingleLatest" });
  db.set("t", { celsius: 1, timestamp: 2 });
  return db.get("t");`;
const used = { celsius: 1, timestamp: 2 };

let server: Server | undefined;

afterEach(() => server?.close());

async function serve(handler: RequestListener): Promise<string> {
  server = createServer(handler).listen(0, "127.0.0.1");
  await new Promise((resolve) => server?.once("listening", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/a.wasm`;
}

test("init() finds the module beside the package, in Node too", async () => {
  expect(await inWorker(`${load} if (isReady()) throw 1; await init(); if (!isReady()) throw 2; ${use}`)).toEqual(used);
});

test("calls at the same time share one load, later ones are nothing", async () => {
  expect(
    await inWorker(`${load} const [a, b] = [init(), init()]; await Promise.all([a, b]); await init(); return a === b;`),
  ).toBe(true);
});

test("everything says so when init() is missing", async () => {
  for (const call of [
    "new WasmDb()",
    "validate(Temperature, {})",
    'Temperature["~standard"].validate({})',
  ]) {
    await expect(inWorker(`${load} ${call}`), call).rejects.toThrow(/await init\(\)/);
  }
});

test("init takes bytes, a module, a Response, a URL and a promise of one", async () => {
  const url = await serve((_request, response) => {
    response.setHeader("content-type", "application/wasm").end(readFileSync(wasmFile));
  });
  const read = `const bytes = (await import("node:fs")).readFileSync(new URL("${wasmFile.href}"));`;
  for (const source of [
    "bytes",
    "bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)",
    "new WebAssembly.Module(bytes)",
    'new Response(bytes, { headers: { "content-type": "application/wasm" } })',
    "Promise.resolve(bytes)",
    `"${url}"`,
    `new URL("${url}")`,
    `new Request("${url}")`,
    `fetch("${url}")`,
  ]) {
    expect(await inWorker(`${load} ${read} await init(${source}); ${use}`), source).toEqual(used);
  }
  expect(await inWorker(`${load} ${read} initSync(bytes); ${use}`)).toEqual(used);
});

test("another MIME type works with a warning", async () => {
  const url = await serve((_request, response) => {
    response.setHeader("content-type", "application/octet-stream").end(readFileSync(wasmFile));
  });
  const warned = await inWorker(`
    const warnings = []; console.warn = (text) => warnings.push(text);
    ${load} await init("${url}"); return warnings;`);
  expect(warned).toEqual([expect.stringMatching(/application\/octet-stream.*application\/wasm/)]);
});

test("what is wrong with the file, and what to do", async () => {
  const url = await serve((request, response) => {
    if (request.url === "/a.wasm") response.setHeader("content-type", "text/html").end("<!doctype html>");
    else response.writeHead(404).end();
  });
  await expect(inWorker(`${load} await init("${url}")`)).rejects.toThrow(
    /not a wasm module, but text\/html \(a page.*init\(url\)/,
  );
  await expect(inWorker(`${load} await init("${url}x")`)).rejects.toThrow(/HTTP 404.*init\(url\)/);
  await expect(inWorker(`${load} await init("http://127.0.0.1:9/")`)).rejects.toThrow(/cannot fetch.*init\(url\)/);
  await expect(inWorker(`${load} await init(new Uint8Array(9))`)).rejects.toThrow(/bytes given to init\(\): not a wasm module/);
  await expect(inWorker(`${load} await init(new URL("file:///nowhere.wasm"))`)).rejects.toThrow(/cannot read file:.*init\(url\)/);
  await expect(inWorker(`${load} await init(5)`)).rejects.toThrow(/expects a URL, a Response, bytes/);
});

test("a failed init can be tried again", async () => {
  expect(await inWorker(`${load} await init(new Uint8Array(9)).catch(() => {}); await init(); ${use}`)).toEqual(used);
});

test("a module built from other contracts is refused", async () => {
  const { registryHash } = await import("../dist/generated/index.js");
  // A copy of the package, with another hash in what was generated.
  const folder = mkdtempSync(join(tmpdir(), "aimdb-hash-"));
  cpSync(fileURLToPath(dist("")), folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  const generated = join(folder, "generated/registry.js");
  writeFileSync(generated, readFileSync(generated, "utf8").replace(registryHash, "0000000000000000"));
  const error = await inWorker(`
    const { init } = await import("${pathToFileURL(folder).href}/index.js");
    try { await init(); } catch (error) { return error.message; }`);
  rmSync(folder, { recursive: true });
  expect(error).toMatch(new RegExp(`other contracts \\(${registryHash}\\).*\\(0000000000000000\\).*aimdb-wasm build`));
});

test("inline needs no init, and shares its state with the other entry", async () => {
  expect(
    await inWorker(`
      const inline = await import("${dist("inline.js")}");
      if (!inline.isReady()) throw "not ready";
      await inline.init();
      ${load}
      if (!isReady() || inline.WasmDb !== WasmDb) throw "not shared";
      ${use}`),
  ).toEqual(used);
});

test("importing the package touches nothing that a server may not have", async () => {
  await inWorker(`
    for (const name of ["WebSocket", "fetch", "Response", "Request", "MessageChannel", "performance"]) {
      Object.defineProperty(globalThis, name, { value: undefined, configurable: true, writable: true });
    }
    ${load} await init(); ${use}`);
});
