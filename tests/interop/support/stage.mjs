// A browser, and the pages of these tests beside the package as it was built.

import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { NO_HUB, stage as serving } from "../../e2e/support/stage.mjs";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const REPORT = `${root}target/interop/report.json`;

/** What browser and bridge may say while a hub is away, or refuses. */
export const AWAY = new RegExp(`${NO_HUB.source}|HTTP Authentication failed|Unexpected response code`);

/** Serves the pages and starts a browser. `open` leads a page to them. */
export function stage() {
  const { origin, withPage } = serving(() => {
    if (!existsSync(`${root}ts/dist/aimdb_wasm_bg.wasm`)) throw new Error("there is no package: run `make ts` first");
    return root;
  });
  const open = (page) => page.goto(`${origin()}/tests/interop/pages/`);
  return { open, withPage };
}

/** Adds figures to the report under target/. */
export async function note(name, figures) {
  await mkdir(`${root}target/interop`, { recursive: true });
  const known = await readFile(REPORT, "utf8").then(JSON.parse, () => ({}));
  const text = `${JSON.stringify({ ...known, [name]: figures }, null, 2)}\n`;
  await writeFile(`${REPORT}.new`, text);
  await rename(`${REPORT}.new`, REPORT);
}
