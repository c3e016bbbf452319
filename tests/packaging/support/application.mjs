// An application's folder, with the packed package installed as from a registry.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { after } from "node:test";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Where an application has nothing but the package. */
const ALONE = at("../../../target/packaging");

/** Where it finds the packages of this folder too: React, a framework, a test runner. */
export const AMONG_PACKAGES = at("../apps.local");

/** What every application has to come to. */
export const RESULT = JSON.stringify({ got: 21.5, called: 21.5, violation: "celsius" });

/** What the panel of one has to show. */
export const PANEL = "21.5°C, fixed";

/**
 * Makes one; it goes after the tests.
 *
 * @param {string} name the folder here that holds its sources
 * @param {string} parent where it stands
 */
export function application(name = "app", parent = ALONE) {
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, `${name}-`));
  after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  // Without scripts: dist is built, and others are using it.
  npm(at("../../../ts"), "pack", "--ignore-scripts", "--pack-destination", folder);
  const [tarball] = readdirSync(folder).filter((file) => file.endsWith(".tgz"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "app", private: true, type: "module" }));
  npm(folder, "install", "--offline", "--no-audit", "--no-fund", `./${tarball}`);
  cpSync(at(`../${name}`), folder, { recursive: true });
  return folder;
}

function npm(cwd, ...args) {
  execFileSync("npm", [...args, "--loglevel=error"], { cwd, stdio: ["ignore", "ignore", "inherit"] });
}
