// The sources, generated ones included, and the package's declarations pass the two
// compilers before the current one.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "aimdb-compilers-"));
  mkdirSync(join(folder, "node_modules/@aimdb"), { recursive: true });
  symlinkSync(root, join(folder, "node_modules/@aimdb/wasm"));
  for (const types of ["@types", "csstype"]) {
    symlinkSync(join(root, "node_modules", types), join(folder, "node_modules", types));
  }
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(
    join(folder, "use.tsx"),
    `import { openDb, WasmDb, WsBridge, type Temperature } from "@aimdb/wasm";
import "@aimdb/wasm/inline";
import { createAimDb, useRecord } from "@aimdb/wasm/react";
import { mountDevtools } from "@aimdb/wasm/devtools";

const records = { a: { schemaType: "temperature", buffer: "SingleLatest" } } as const;
const db = openDb({ records });
export const value: Temperature | null = db.get("a");
// @ts-expect-error -- no such key
db.get("b");
WsBridge.connect(db, "ws://localhost/ws");
mountDevtools(db, { theme: "dark" })();
new WasmDb().subscribe("k", (temp) => temp.celsius);
const hooks = createAimDb({ records });
export function Card() {
  return <p>{hooks.useRecord("a")?.celsius}{useRecord<Temperature>("x")?.celsius}</p>;
}
`,
  );
});

afterAll(() => rmSync(folder, { recursive: true }));

function compile(compiler: string, ...options: string[]): string {
  try {
    execFileSync(process.execPath, [join(root, "node_modules", compiler, "bin/tsc"), ...options], {
      cwd: folder,
      encoding: "utf8",
    });
    return "";
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

test("the sources compile with TypeScript 5", () => {
  expect(compile("typescript-5", "-p", join(root, "tsconfig.json"), "--noEmit")).toBe("");
}, 120_000);

test.each([
  ["typescript-5", "esnext", "bundler"],
  ["typescript-5", "node16", "node16"],
  ["typescript-6", "nodenext", "nodenext"],
])("an application compiles with %s, %s, %s", (compiler, module, moduleResolution) => {
  const compilerOptions = {
    strict: true,
    noEmit: true,
    target: "es2020",
    lib: ["es2022", "dom"],
    jsx: "react-jsx",
    types: [],
    module,
    moduleResolution,
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["use.tsx"] }));
  expect(compile(compiler, "-p", ".")).toBe("");
}, 120_000);
