// In an application's own tests: Vitest and jsdom, the real module in place of made-up data.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { AMONG_PACKAGES, application } from "./support/application.mjs";

const folder = application("vitest", AMONG_PACKAGES);
const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");

test("components are tested against a database of the page", () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [vitest, "run", "--reporter=json"], {
    cwd: folder,
    encoding: "utf8",
  });
  assert.equal(status, 0, stdout + stderr);
  const { numPassedTests, numTotalTests } = JSON.parse(stdout);
  assert.deepEqual([numPassedTests, numTotalTests], [3, 3]);
});
