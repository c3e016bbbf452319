// What users download, compressed as servers do it.

import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { bundle, out } from "./build.mjs";
import { measureApplications } from "./bundles.mjs";

const gzipped = (file) => gzipSync(readFileSync(file), { level: 9 }).length;

/** Everything a package exports, minified, as if an application used all of it. */
async function javascript(name, contents) {
  const file = `${out}/size-${name}.js`;
  await bundle({ contents }, file, { minify: true });
  return gzipped(file);
}

/** The sizes, in bytes. */
export async function measureSizes() {
  const wasm = {
    ours: gzipped(`${out}/ours/aimdb_wasm_bg.wasm`),
    upstream: gzipped(`${out}/upstream/upstream_bg.wasm`),
  };
  const js = {
    ours: await javascript("ours", `export * from "${out}/ours/ours.js";`),
    upstream: await javascript("upstream", `export * from "${out}/upstream/upstream.js"; export { default } from "${out}/upstream/upstream.js";`),
    "zod+zustand": await javascript(
      "zod-zustand",
      'export { schemas } from "./benches/peers/zod.mjs"; export { createStore } from "./benches/node_modules/zustand/vanilla";',
    ),
  };
  const total = { ours: wasm.ours + js.ours, upstream: wasm.upstream + js.upstream };
  return [
    { name: "size/wasm.gz", unit: "bytes", results: wasm },
    { name: "size/js.gz", unit: "bytes", results: js },
    { name: "size/total.gz", unit: "bytes", results: total },
    ...(await measureApplications()),
  ];
}
