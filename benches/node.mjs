import { readFile } from "node:fs/promises";
import { runSuite } from "./lib/suite.mjs";
import { out } from "./build.mjs";

/** Runs the suite in this process. */
export function runInNode(options) {
  return runSuite({ read: (file) => readFile(`${out}/${file}`), ...options });
}
