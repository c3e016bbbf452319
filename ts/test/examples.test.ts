// The examples of the documents, and those in the documentation of what is exported,
// compile as they stand.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const repository = (path: string): string => join(root, "..", path);
const read = (path: string): string => readFileSync(join(root, path), "utf8");

interface Example {
  /** Where it stands, as a file's name. */
  readonly name: string;
  readonly ending: string;
  readonly code: string;
}

/** The blocks of TypeScript in a text. */
function examplesOf(path: string, markdown: string): Example[] {
  return Array.from(markdown.matchAll(/```(tsx?)\n(.*?)```/gs), ([, ending, code], index) => ({
    name: `${path.replace(/\W+/g, "-")}-${index}`,
    ending: ending!,
    code: code!,
  }));
}

/** The text of a source file's doc comments. */
function docsOf(source: string): string {
  return Array.from(source.matchAll(/\/\*\*(.*?)\*\//gs), ([, text]) => text!.replace(/^\s*\* ?/gm, "")).join("\n");
}

/** What the compiler says of the examples; nothing if they are right. */
function compile(examples: readonly Example[]): string {
  const folder = mkdtempSync(join(tmpdir(), "aimdb-examples-"));
  try {
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    for (const { name, ending, code } of examples) {
      writeFileSync(join(folder, `${name}.${ending}`), `${code}\nexport {};\n`);
    }
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
        "@aimdb/wasm": [join(root, "dist/index.d.ts")],
        "@aimdb/wasm/*": [join(root, "dist/*.d.ts")],
        // What the guides lead away from.
        zod: [repository("tests/generated/node_modules/zod")],
        zustand: [repository("tests/generated/node_modules/zustand")],
        "zustand/*": [repository("tests/generated/node_modules/zustand/*.d.ts")],
        "my-adapter": [join(root, "test/docs/my-adapter.d.ts")],
        "my-adapter/react": [join(root, "test/docs/my-adapter-react.d.ts")],
      },
    };
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*"] }));
    const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");
    execFileSync(process.execPath, [compiler, "-p", folder], { encoding: "utf8" });
    return "";
  } catch (error) {
    return (error as { stdout: string }).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Documents whose examples are files of a project, which a test of their own makes and runs. */
const elsewhere = ["docs/tutorial.md"];

test("the documents' examples compile", () => {
  const docs = readdirSync(repository("docs")).filter((name) => name.endsWith(".md"));
  const documents = ["README.md", "ts/README.md", ...docs.map((name) => `docs/${name}`)];
  const examples = documents
    .filter((name) => !elsewhere.includes(name))
    .flatMap((name) => examplesOf(name, readFileSync(repository(name), "utf8")));
  for (const name of ["README-md", "ts-README-md", "docs-migrating-from-zod-md", "docs-bridge-md"]) {
    expect(examples.some((example) => example.name.startsWith(name))).toBe(true);
  }
  expect(compile(examples)).toBe("");
}, 120_000);

test("the examples in doc comments compile, and each is marked as TypeScript", () => {
  const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".ts"),
  );
  const docs = sources.map((path) => [path, docsOf(read(`src/${path}`))] as const);
  const examples = docs.flatMap(([path, text]) => examplesOf(path, text));
  expect(examples.length).toBeGreaterThan(20);
  const marks = docs.reduce((count, [, text]) => count + text.split("@example").length - 1, 0);
  expect(examples.length).toBe(marks);
  expect(compile(examples)).toBe("");
}, 120_000);

test("an example that is wrong would be found", () => {
  const code = 'import { openDb } from "@aimdb/wasm";\nopenDb({ records: {} }).get("t");\n';
  expect(compile([{ name: "wrong", ending: "ts", code }])).toMatch(/wrong\.ts.*'"t"'/);
}, 120_000);
