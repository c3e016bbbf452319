// Everything codegen can write passes the strictest TypeScript, of this year and of
// two majors ago.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const out = `${root}target/generated`;

/** The compilers: the package's own, and an older one. */
const compilers = [`${root}ts/package.json`, import.meta.url].map((from) => {
  const require = createRequire(from);
  const bin = require.resolve("typescript/package.json").replace(/package\.json$/, "bin/tsc");
  return { version: require("typescript/package.json").version, bin };
});

before(() => {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  cpSync(`${root}ts/src`, `${out}/src`, {
    recursive: true,
    filter: (path) => !path.includes("/src/generated"),
  });
  execFileSync("cargo", ["run", "-q", "-p", "aimdb-wasm-codegen", "--example", "zoo", "--", `${out}/src/generated`], {
    cwd: root,
    stdio: "inherit",
  });
  cpSync(`${root}ts/package.json`, `${out}/package.json`);
  symlinkSync(`${root}ts/node_modules`, `${out}/node_modules`);
  const { compilerOptions } = JSON.parse(readFileSync(`${root}ts/tsconfig.json`, "utf8"));
  writeFileSync(
    `${out}/tsconfig.json`,
    JSON.stringify({
      compilerOptions: {
        ...compilerOptions,
        // Named here, so that the test does not grow weaker with the package's settings.
        strict: true,
        exactOptionalPropertyTypes: true,
        isolatedModules: true,
        noImplicitReturns: true,
        noPropertyAccessFromIndexSignature: true,
        noUncheckedIndexedAccess: true,
        noUnusedLocals: true,
        noUnusedParameters: true,
        verbatimModuleSyntax: true,
        noEmit: true,
      },
      files: ["src/generated/index.ts", "src/generated/react.ts", "types.ts"],
    }).replace('"rootDir":"src",', ""),
  );
  cpSync(fileURLToPath(new URL("./types.ts", import.meta.url)), `${out}/types.ts`);
});

for (const { version, bin } of compilers) {
  test(`TypeScript ${version} accepts it`, () => {
    const { status, stdout } = spawnSync(process.execPath, [bin, "-p", out], { encoding: "utf8" });
    assert.equal(status, 0, stdout);
  });
}

test("the compilers are two majors apart", () => {
  const [newest, older] = compilers.map(({ version }) => Number.parseInt(version));
  assert.equal(newest - older, 2);
});

test("no file imports a module twice", () => {
  for (const file of readdirSync(`${out}/src/generated`)) {
    const text = readFileSync(`${out}/src/generated/${file}`, "utf8");
    const modules = [...text.matchAll(/^(?:import|\}) .*from (".*");$/gm)].map((match) => match[1]);
    assert.deepEqual(modules, [...new Set(modules)], file);
  }
});
