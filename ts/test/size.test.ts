// What each entry costs an application that takes all of it, and what may not be in it.

import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";

const dist = (file: string): string => fileURLToPath(new URL(`../dist/${file}`, import.meta.url));

/** Bytes, gzipped. Raise one only with a reason in the commit. */
const CEILINGS = {
  "index.js": 17_600,
  "react.js": 19_400,
  "inline.js": 255_000,
  "devtools.js": 12_000,
};
const WASM_CEILING = 160_000;

/** In no bundle: code that a strict Content-Security-Policy forbids, Node's, a library's. */
const NOWHERE = [
  "eval(",
  "new Function(",
  "require(",
  "process.env",
  'from"node:',
  "Buffer.from",
  "ZodError",
  "valibot",
  "ajv",
  "typebox",
  "arktype",
  "react-dom",
  "react/jsx",
];

/** In no bundle without hooks. */
const REACT_ONLY = ["useSyncExternalStore", "createContext", 'from"react"'];

/** In no bundle without the panel. */
const DEVTOOLS_ONLY = ["aimdb-devtools", "adoptedStyleSheets", "attachShadow", "IntersectionObserver", "tablist"];

/** Not in the panel's: it is given a database, and brings none. */
const RUNTIME_ONLY = ["WebAssembly", "knownSchemas", "transformJoin", "onStatusChange", "~standard"];

interface Bundle {
  text: string;
  gzipped: number;
  /** Files that went in. */
  inputs: string[];
  /** Packages it asks for at run time. */
  asks: string[];
}

async function bundle(source: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: source, resolveDir: dist("") },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    write: false,
    metafile: true,
    external: ["react"],
  });
  const { contents, text } = outputFiles[0]!;
  const asks = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  return {
    text,
    gzipped: gzipSync(contents, { level: 9 }).length,
    inputs: Object.keys(metafile.inputs).filter((path) => path !== "<stdin>"),
    asks: [...new Set(asks)],
  };
}

describe.each(Object.entries(CEILINGS))("%s", (entry, ceiling) => {
  const whole = bundle(`export * from "./${entry}"`);

  test(`is at most ${ceiling} bytes`, async () => {
    const { gzipped } = await whole;
    expect(gzipped).toBeLessThanOrEqual(ceiling);
    // A ceiling far above says nothing.
    expect(gzipped).toBeGreaterThan(ceiling * 0.75);
  });

  test("is of the package alone", async () => {
    const { inputs, asks } = await whole;
    expect(inputs.filter((path) => !/^dist\//.test(path))).toEqual([]);
    expect(asks).toEqual(entry === "react.js" ? ["react"] : []);
  });

  test("has nothing in it that must not be there", async () => {
    const { text, inputs } = await whole;
    const code = text.replace(/"[A-Za-z0-9+/=]{1000,}"/g, '""');
    const names = [
      ...NOWHERE,
      ...(entry === "react.js" ? [] : REACT_ONLY),
      ...(entry === "devtools.js" ? RUNTIME_ONLY : DEVTOOLS_ONLY),
    ];
    expect(names.filter((name) => code.includes(name))).toEqual([]);
    expect(inputs.some((path) => path.endsWith("embedded.js"))).toBe(entry === "inline.js");
  });
});

test(`the wasm file is at most ${WASM_CEILING} bytes`, () => {
  expect(gzipSync(readFileSync(dist("aimdb_wasm_bg.wasm")), { level: 9 }).length).toBeLessThanOrEqual(WASM_CEILING);
});

test("the wasm file names no path of the machine it was built on", () => {
  const text = readFileSync(dist("aimdb_wasm_bg.wasm"), "latin1");
  const root = fileURLToPath(new URL("../..", import.meta.url));
  expect([homedir(), root, ".cargo", "/registry/src"].filter((path) => text.includes(path))).toEqual([]);
});

test("who only validates gets neither bridge nor pipelines, nor other contracts", async () => {
  const [some, all] = await Promise.all([
    bundle('export { init, validate, Temperature } from "./index.js"'),
    bundle('export * from "./index.js"'),
  ]);
  const names = ["onStatusChange", "transformJoin", "station_status"];
  expect(names.filter((name) => !all.text.includes(name))).toEqual([]);
  expect(names.filter((name) => some.text.includes(name))).toEqual([]);
});

test("the names that tell the panel and the runtime apart are there where they belong", async () => {
  const [panel, all] = await Promise.all([bundle('export * from "./devtools.js"'), bundle('export * from "./index.js"')]);
  expect(DEVTOOLS_ONLY.filter((name) => !panel.text.includes(name))).toEqual([]);
  expect(RUNTIME_ONLY.filter((name) => !all.text.includes(name))).toEqual([]);
});
