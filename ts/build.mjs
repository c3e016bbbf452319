// Builds dist: TypeScript compiled, and beside it the one wasm file with its glue.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const pkg = (name) => here(`./wasm/pkg/${name}`);
// Beside dist, and put in its place when it is whole. Each build has its own.
const fresh = here(`./dist.${process.pid}.local`);
const dist = (name) => `${fresh}/${name}`;

const wasm = pkg("aimdb_wasm_bg.wasm");
if (!existsSync(wasm)) {
  console.error("ts/wasm/pkg holds no wasm module: run `make wasm` first");
  process.exit(1);
}

rmSync(fresh, { recursive: true, force: true });
const tsc = createRequire(import.meta.url).resolve("typescript/package.json");
const compiler = fileURLToPath(new URL("./bin/tsc", `file://${tsc}`));
const compiled = spawnSync(process.execPath, [compiler, "-p", here("./tsconfig.json"), "--outDir", fresh], {
  stdio: "inherit",
});
if (compiled.status !== 0) {
  rmSync(fresh, { recursive: true, force: true });
  process.exit(compiled.status ?? 1);
}

// Declarations written by hand: tsc leaves them where they are.
copyFileSync(here("./src/embedded.d.ts"), dist("embedded.d.ts"));
writeFileSync(dist("glue.js"), withoutAddress(readFileSync(pkg("aimdb_wasm.js"), "utf8")));
copyFileSync(pkg("aimdb_wasm.d.ts"), dist("glue.d.ts"));
copyFileSync(wasm, dist("aimdb_wasm_bg.wasm"));
const base64 = readFileSync(wasm).toString("base64");
writeFileSync(dist("embedded.js"), `export const embedded = "${base64}";\n`);

rmSync(here("./dist"), { recursive: true, force: true });
renameSync(fresh, here("./dist"));

// The glue knows where the wasm file is, too; a bundler that sees it there would add the
// file even to pages that have it inline. The package always hands the module over.
function withoutAddress(glue) {
  const address = /new URL\((["'])aimdb_wasm_bg\.wasm\1, import\.meta\.url\)/g;
  return glue.replace(address, "undefined");
}
