import { readFile } from "node:fs/promises";
import { out } from "../build.mjs";
import { runSuite } from "../lib/suite.mjs";

/** Runs the suite in this process. */
export function runInNode(options) {
  return runSuite({ read: (file) => readFile(`${out}/${file}`), ...options });
}
