// The packed package, as a registry would hand it out.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
let folder: string;
let tarball: string;
let files: string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "aimdb-pack-"));
  // Without scripts: dist is built, and others are using it.
  const out = execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const packed: unknown = JSON.parse(out);
  // Newer versions of npm answer by name.
  const [pack] = Object.values(packed as object) as { filename: string; files: { path: string }[] }[];
  tarball = join(folder, pack!.filename);
  files = pack!.files.map(({ path }) => path);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("publint finds nothing", async () => {
  const bytes = readFileSync(tarball);
  const { messages, pkg } = await publint({
    strict: true,
    pack: { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) },
  });
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
}, 60_000);

test("are the types wrong? No", () => {
  // A package of ES modules alone (Node 20's require() takes them), and a wasm file has no types.
  const options = ["--profile", "esm-only", "--exclude-entrypoints", "aimdb_wasm_bg.wasm", "--no-color"];
  const { status, stdout } = spawnSync(join(root, "node_modules/.bin/attw"), [tarball, ...options], {
    encoding: "utf8",
  });
  expect(status, stdout).toBe(0);
  for (const entry of ["", "/inline", "/react", "/devtools"]) expect(stdout).toContain(`"@aimdb/wasm${entry}"`);
}, 60_000);

test("the pictures of its README are in it", () => {
  const pictures = [...readFileSync(join(root, "README.md"), "utf8").matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)];
  expect(pictures.length).toBeGreaterThan(0);
  for (const [, path] of pictures) expect(files).toContain(path);
});

test("it holds one wasm file, a licence, and a map with its source for every module", () => {
  expect(files.filter((path) => path.endsWith(".wasm"))).toEqual(["dist/aimdb_wasm_bg.wasm"]);
  expect(files).toContain("LICENSE");
  expect(files).toContain("README.md");
  expect(files.filter((path) => /(^|\/)(test|wasm|node_modules)\/|\.local|vitest/.test(path))).toEqual([]);
  const maps = files.filter((path) => path.endsWith(".js.map"));
  expect(maps.length).toBeGreaterThan(20);
  for (const map of maps) {
    const { sources, sourcesContent } = JSON.parse(readFileSync(join(root, map), "utf8")) as {
      sources: string[];
      sourcesContent?: unknown;
    };
    if (sourcesContent !== undefined) continue;
    for (const source of sources) expect(files, map).toContain(join(map, "..", source));
  }
});
