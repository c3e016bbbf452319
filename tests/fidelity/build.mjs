// Builds the zoo as a package like @aimdb/wasm: the same runtime, other contracts.

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const ts = `${root}/ts`;
const out = `${root}/target/fidelity/package`;

const run = (program, args, env = {}) =>
  execFileSync(program, args, { cwd: root, stdio: "inherit", env: { ...process.env, ...env } });

/** Builds the host, and the driver of the zoo. */
export function buildHost() {
  run("cargo", ["build", "--quiet", "-p", "aimdb-fidelity-host", "-p", "aimdb-fidelity-driver"]);
}

/** Builds the package into target/fidelity/package, and the host beside it. */
export function build() {
  buildHost();
  mkdirSync(out, { recursive: true });
  cpSync(`${ts}/package.json`, `${out}/package.json`);
  rmSync(`${out}/node_modules`, { force: true });
  if (!existsSync(`${out}/node_modules`)) symlinkSync(`${ts}/node_modules`, `${out}/node_modules`);
  // Not by `cargo run`: cargo may have to be another one for wasm.
  run(driver, ["build"], {
    CARGO_MANIFEST_DIR: `${root}/tests/fidelity/driver`,
  });
}

/** The package's compiled files. */
export const dist = `${out}/dist`;

/** The driver of the zoo. */
export const driver = `${root}/target/debug/aimdb-fidelity-driver`;

/** The program that knows serde_json's verdicts. */
export const host = `${root}/target/debug/aimdb-fidelity-host`;
