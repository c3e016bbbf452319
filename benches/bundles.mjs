// What one small application costs its users to download, on our package and with libraries
// for each part. React is in all of them and counts for none. Run by itself it prints the
// table of docs/size.md.

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { bundle, out, root } from "./build.mjs";

/** The applications, by the name they have in the report. */
export const applications = {
  ours: { file: "ours", wasm: true },
  "zod+zustand+partysocket": { file: "zod", wasm: false },
  "zod/mini+zustand+partysocket": { file: "zod-mini", wasm: false },
};

const folder = `${out}/application`;
const dist = `${root}ts/dist`;

/** Bundles what imports an application. */
export function bundleApplication(contents, file, options) {
  return bundle({ contents }, file, {
    alias: {
      "@aimdb/wasm": `${dist}/index.js`,
      "@aimdb/wasm/react": `${dist}/react.js`,
      // The package has a React of its own, to test with.
      ...(options.external === undefined ? { react: `${root}benches/node_modules/react` } : {}),
    },
    define: { "process.env.NODE_ENV": '"production"' },
    ...options,
  });
}

/** Bytes of an application's files: as they are, and as servers send them. */
async function measure(name) {
  const { file, wasm } = applications[name];
  const script = `${folder}/${file}.js`;
  const contents = `export { App } from "./benches/application/${file}.mjs";`;
  await bundleApplication(contents, script, { minify: true, external: ["react"] });
  const files = [script, ...(wasm ? [`${dist}/aimdb_wasm_bg.wasm`] : [])].map((path) => readFileSync(path));
  const sum = (size) => files.reduce((bytes, each) => bytes + size(each), 0);
  const gzipped = (bytes) => gzipSync(bytes, { level: 9 }).length;
  return {
    js: gzipped(files[0]),
    wasm: wasm ? gzipped(files[1]) : 0,
    gzip: sum(gzipped),
    brotli: sum((bytes) => brotliCompressSync(bytes).length),
  };
}

/** The sizes, as cases of the report. */
export async function measureApplications() {
  if (!existsSync(`${dist}/aimdb_wasm_bg.wasm`)) throw new Error("there is no package in ts/dist: run `make ts`");
  const names = Object.keys(applications);
  const measured = await Promise.all(names.map(measure));
  return ["js", "gzip", "brotli"].map((what) => ({
    name: `application/${what === "js" ? "js.gz" : what}`,
    unit: "bytes",
    results: Object.fromEntries(names.map((name, i) => [name, measured[i][what]])),
  }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const kb = (bytes) => (bytes === 0 ? "–" : (bytes / 1000).toFixed(1));
  const rows = await Promise.all(Object.keys(applications).map(async (name) => [name, await measure(name)]));
  console.log("| | JS, gzip | wasm, gzip | all, gzip | all, brotli |\n|---|---|---|---|---|");
  for (const [name, { js, wasm, gzip, brotli }] of rows) {
    console.log(`| ${name} | ${[js, wasm, gzip, brotli].map(kb).join(" | ")} |`);
  }
}
