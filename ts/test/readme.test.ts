// The examples of the README compile as they stand.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

test("the README's examples compile", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const examples = [...readme.matchAll(/```(tsx?)\n(.*?)```/gs)];
  expect(examples.length).toBeGreaterThan(4);

  const folder = mkdtempSync(join(tmpdir(), "aimdb-readme-"));
  try {
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    examples.forEach(([, ending, code], index) => {
      writeFileSync(join(folder, `example-${index}.${ending}`), `${code}\nexport {};\n`);
    });
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
        "@aimdb/wasm/react": [join(root, "dist/react.d.ts")],
        "@aimdb/wasm/devtools": [join(root, "dist/devtools.d.ts")],
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
