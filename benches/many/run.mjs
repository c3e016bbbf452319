// `make bench-many`: what one contract and two hundred cost, side by side. Prints a table
// and writes target/many/report.json.
//
//   MANY=200   how many

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

import { writeWorkspace } from "./source.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const out = `${root}target/many`;
const workspace = `${out}/workspace`;
const many = Number(process.env.MANY ?? 200);

function run(program, args, options = {}) {
  const { status, error, stdout } = spawnSync(program, args, {
    cwd: workspace, stdio: ["ignore", "pipe", "inherit"], encoding: "utf8", ...options,
    env: { ...process.env, CARGO_TARGET_DIR: `${out}/target`, ...options.env },
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} failed\n${stdout}`);
  return stdout;
}

function timed(act) {
  const start = performance.now();
  act();
  return (performance.now() - start) / 1000;
}

/** Seconds to build a crate whose dependencies are built; the best of three. */
function rebuild(name, args = []) {
  run("cargo", ["build", "-q", "-p", name, ...args]);
  const file = `${workspace}/${name.replace("many-", "")}/src/lib.rs`;
  return Math.min(...[0, 1, 2].map(() => {
    const now = new Date();
    utimesSync(file, now, now);
    return timed(() => run("cargo", ["build", "-q", "-p", name, ...args]));
  }));
}

const gzipped = (bytes) => gzipSync(bytes, { level: 9 }).length;

/** Where the package goes. */
function makeFolder(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(`${root}ts/package.json`, `${folder}/package.json`);
  symlinkSync(`${root}ts/node_modules`, `${folder}/node_modules`);
}

/** A package as users get it, built by a driver. */
function makePackage(...args) {
  run("cargo", ["build", "-q", "-p", "many-driver"]);
  run(`${out}/target/debug/many-driver`, ["build", ...args], { env: { CARGO_MANIFEST_DIR: `${workspace}/driver` } });
}

/** Seconds to build it again after a contract has changed. */
function remake(...args) {
  const now = new Date();
  utimesSync(`${workspace}/contracts/src/lib.rs`, now, now);
  return timed(() => makePackage(...args));
}

/** Bytes of an application, minified and gzipped. */
async function application(folder, code) {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: folder },
    bundle: true, minify: true, write: false, format: "esm", platform: "browser", target: "es2022", logLevel: "error",
    alias: { app: `${folder}/dist/index.js` },
  });
  return gzipped(outputFiles[0].contents);
}

const uses = {
  "app on a database": 'import { init, openDb } from "app"; await init(); openDb({ records: { a: { schemaType: "sensor_000", buffer: "SingleLatest" } } }).subscribe("a", console.log);',
  "app that only validates": 'import { init, Sensor000, validate } from "app"; await init(); console.log(validate(Sensor000, 1));',
  "its descriptor alone": 'import { Sensor000 } from "app"; console.log(Sensor000.unit);',
};

async function measure(count) {
  console.log(`${count} contract${count === 1 ? "" : "s"} …`);
  writeWorkspace(root, workspace, count);
  const folder = `${workspace}/package`;
  const figures = {
    "cargo build, with serde alone (s)": rebuild("many-plain"),
    "cargo build of the contracts (s)": rebuild("many-contracts"),
  };
  run("cargo", ["build", "-q", "-p", "many-generate"]);
  figures["TypeScript generated (ms)"] = Number(run(`${out}/target/debug/many-generate`, [`${out}/generated`]));
  makeFolder(folder);
  // Dependencies are built by the first, and count for none.
  makePackage("--dev");
  figures["package rebuilt with --dev, as --watch does (s)"] = remake("--dev");
  makePackage();
  figures["package rebuilt, to be shipped (s)"] = remake();
  const wasm = `${folder}/dist/aimdb_wasm_bg.wasm`;
  figures["wasm (bytes)"] = statSync(wasm).size;
  figures["wasm, gzipped (bytes)"] = gzipped(readFileSync(wasm));
  for (const [name, code] of Object.entries(uses)) figures[`${name} (gzipped bytes)`] = await application(folder, code);
  return figures;
}

const one = await measure(1);
const all = await measure(many);
const round = (n) => (n < 100 ? n.toFixed(2) : n.toFixed(0));
console.log(`\n| | 1 contract | ${many} | each further one |\n|---|---|---|---|`);
for (const [name, first] of Object.entries(one)) {
  console.log(`| ${name} | ${round(first)} | ${round(all[name])} | ${((all[name] - first) / (many - 1)).toFixed(3)} |`);
}
mkdirSync(out, { recursive: true });
writeFileSync(`${out}/report.json`, `${JSON.stringify({ date: new Date().toISOString(), many, one, all }, null, 1)}\n`);
