// Builds the zoo as a package like @aimdb/wasm: the same runtime, other contracts.

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const ts = `${root}/ts`;
const out = `${root}/target/fidelity/package`;

const run = (program, ...args) => execFileSync(program, args, { cwd: root, stdio: "inherit" });

/** Builds the host. */
export function buildHost() {
  run("cargo", "build", "--quiet", "-p", "aimdb-fidelity-host");
}

/** Builds the package into target/fidelity/package, and the host beside it. */
export function build() {
  run("cargo", "build", "--quiet", "-p", "aimdb-wasm-codegen", "--features", "cli");
  buildHost();
  mkdirSync(`${out}/src`, { recursive: true });
  run("target/debug/aimdb-wasm", "build", "tests/fidelity/wasm", "--out", `${out}/wasm/zoo`);
  rename(`${out}/wasm/zoo`, `${out}/wasm/pkg`);
  for (const name of ["build.mjs", "tsconfig.json", "package.json"]) cpSync(`${ts}/${name}`, `${out}/${name}`);
  cpSync(`${ts}/src`, `${out}/src`, {
    recursive: true,
    filter: (path) => !path.includes("/src/generated"),
  });
  rmSync(`${out}/node_modules`, { force: true });
  if (!existsSync(`${out}/node_modules`)) symlinkSync(`${ts}/node_modules`, `${out}/node_modules`);
  execFileSync(process.execPath, [`${out}/build.mjs`], { cwd: out, stdio: "inherit" });
}

/**
 * Puts the bindings where ts/build.mjs looks, by the names it looks for. The crate cannot
 * have that name itself: cargo would lay the two modules over each other.
 */
function rename(from, to) {
  mkdirSync(to, { recursive: true });
  const [own, wanted] = ["aimdb_fidelity_wasm", "aimdb_wasm"];
  const glue = readFileSync(`${from}/${own}.js`, "utf8").replaceAll(`${own}_bg.wasm`, `${wanted}_bg.wasm`);
  writeFileSync(`${to}/${wanted}.js`, glue);
  cpSync(`${from}/${own}.d.ts`, `${to}/${wanted}.d.ts`);
  cpSync(`${from}/${own}_bg.wasm`, `${to}/${wanted}_bg.wasm`);
}

/** The package's compiled files. */
export const dist = `${out}/dist`;

/** The program that knows serde_json's verdicts. */
export const host = `${root}/target/debug/aimdb-fidelity-host`;
