// An application's folder, with the packed package installed as from a registry.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { after } from "node:test";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const source = fileURLToPath(new URL("../app", import.meta.url));

/** What every application has to come to. */
export const RESULT = JSON.stringify({ got: 21.5, called: 21.5, violation: "celsius" });

/** What the panel of one has to show. */
export const PANEL = "21.5°C, fixed";

/** Makes one; it goes after the tests. */
export function application() {
  const parent = join(root, "target/packaging");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "app-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  // Without scripts: dist is built, and others are using it.
  npm(join(root, "ts"), "pack", "--ignore-scripts", "--pack-destination", folder);
  const [tarball] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "app", private: true, type: "module" }));
  npm(folder, "install", "--offline", "--no-audit", "--no-fund", `./${tarball}`);
  cpSync(source, folder, { recursive: true });
  return folder;
}

function npm(cwd, ...args) {
  execFileSync("npm", [...args, "--loglevel=error"], { cwd, stdio: ["ignore", "ignore", "inherit"] });
}
