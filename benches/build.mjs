// Builds what is measured, into target/bench: our package as users get it, the peers'
// wasm modules by the same driver and profile, the native bench of the buffers.

import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** The repository. */
export const root = fileURLToPath(new URL("..", import.meta.url));
/** Where everything goes. */
export const out = `${root}target/bench`;
/** What builds our own module, and the peers' too. */
const driver = `${root}target/debug/aimdb-wasm-driver`;
/** The native bench. */
export const buffers = `${root}target/release/bench-buffers`;

function run(program, ...args) {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} failed`);
}

function wasm(crate) {
  run(driver, "bind", `benches/${crate}`, "--out", `${out}/${crate}`);
}

/** Bundles for a browser, as an application would. */
export function bundle(entry, outfile, options = {}) {
  return build({
    ...(typeof entry === "string" ? { entryPoints: [entry] } : { stdin: { ...entry, resolveDir: root } }),
    outfile,
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    logLevel: "error",
    ...options,
  });
}

/** Builds everything. */
export async function buildAll() {
  mkdirSync(`${out}/ours`, { recursive: true });
  const dist = `${root}ts/dist`;
  if (!existsSync(`${dist}/aimdb_wasm_bg.wasm`)) {
    throw new Error("there is no package in ts/dist: run `make ts`, or `make bench`, which does");
  }
  // Copied and bundled, so that a build of the package meanwhile does no harm.
  copyFileSync(`${dist}/aimdb_wasm_bg.wasm`, `${out}/ours/aimdb_wasm_bg.wasm`);
  await bundle(`${dist}/index.js`, `${out}/ours/ours.js`);
  console.log("building the peers …");
  wasm("upstream");
  wasm("plain");
  run("cargo", "build", "-q", "--release", "-p", "bench-buffers");
}
