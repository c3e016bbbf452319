// The examples of the documentation compile as they stand.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const here = (path: string) => join(root, path);

/** Documents whose examples are files of a project, which a test of their own makes and runs. */
const elsewhere = ["docs/tutorial.md"];

const documents = [
  "README.md",
  "ts/README.md",
  ...readdirSync(here("docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
].filter((name) => !elsewhere.includes(name));

interface Example {
  readonly file: string;
  readonly code: string;
}

/** The examples of a document, each a file named after the line it begins at. */
function examples(document: string): Example[] {
  const text = readFileSync(here(document), "utf8");
  return [...text.matchAll(/^```(tsx?)\n(.*?)^```$/gms)].map(({ 1: ending, 2: code, index }) => ({
    file: `${document.replaceAll(/[/.]/g, "-")}-${text.slice(0, index).split("\n").length + 1}.${ending}`,
    code: `${code}\nexport {};\n`,
  }));
}

test("the documentation's examples compile", () => {
  const all = documents.flatMap(examples);
  for (const document of ["README-md", "ts-README-md", "docs-migrating-from-zod-md", "docs-bridge-md"]) {
    expect(all.some(({ file }) => file.startsWith(document))).toBe(true);
  }

  const folder = mkdtempSync(join(tmpdir(), "aimdb-examples-"));
  try {
    symlinkSync(here("ts/node_modules"), join(folder, "node_modules"));
    for (const { file, code } of all) writeFileSync(join(folder, file), code);
    const compilerOptions = {
      target: "es2022",
      module: "esnext",
      moduleResolution: "bundler",
      jsx: "react-jsx",
      strict: true,
      noEmit: true,
      types: [],
      lib: ["es2022", "dom", "esnext.disposable"],
      paths: {
        "@aimdb/wasm": [here("ts/dist/index.d.ts")],
        "@aimdb/wasm/*": [here("ts/dist/*.d.ts")],
        // What the guides lead away from.
        zod: [here("tests/generated/node_modules/zod")],
        zustand: [here("tests/generated/node_modules/zustand")],
        "zustand/*": [here("tests/generated/node_modules/zustand/*.d.ts")],
        "my-adapter": [here("ts/test/docs/my-adapter.d.ts")],
        "my-adapter/react": [here("ts/test/docs/my-adapter-react.d.ts")],
      },
    };
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*"] }));
    const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");
    let output = "";
    try {
      execFileSync(process.execPath, [compiler, "-p", folder], { encoding: "utf8" });
    } catch (error) {
      output = (error as { stdout: string }).stdout;
    }
    expect(output).toBe("");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
