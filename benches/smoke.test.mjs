// Everything that is measured runs, gives finite numbers, and the subjects agree in value.
// No time is held against anything.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, before, test } from "node:test";
import { buffers, buildAll } from "./build.mjs";
import { quantile, QUICK } from "./lib/meter.mjs";
import { same } from "./lib/suite.mjs";
import { runInNode } from "./places/node.mjs";
import { measureSizes } from "./sizes.mjs";
import { startInNode } from "./startup.mjs";
import { judge, targets } from "./targets.mjs";

function checkCases(cases) {
  for (const { name, unit, results } of cases) {
    assert.ok(unit.length > 0, name);
    assert.ok("ours" in results, name);
    for (const [subject, number] of Object.entries(results)) {
      assert.ok(Number.isFinite(number) && number > 0, `${name}: ${subject} is ${number}`);
    }
  }
}

before(buildAll, { timeout: 600_000 });
// Bridges have timers.
after(() => setImmediate(() => process.exit()));

let measured = [];

test("every case runs in Node, and its subjects agree", async () => {
  measured = await runInNode({ settings: QUICK, progress() {} });
  checkCases(measured);
  const names = measured.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
});

test("starting", () => {
  const cases = startInNode(1);
  checkCases(cases);
  measured.push(...cases);
});

test("sizes", async () => {
  const cases = await measureSizes();
  checkCases(cases);
  measured.push(...cases);
});

test("buffers", () => {
  const { status, stdout } = spawnSync(buffers, ["--quick"], { encoding: "utf8" });
  assert.equal(status, 0);
  const { cases } = JSON.parse(stdout);
  checkCases(cases);
  measured.push(...cases);
});

test("every target is about something that was measured", () => {
  assert.equal(judge(measured).length, targets.length);
});

test("values are compared, and differences seen", () => {
  assert.ok(same({ a: 22.1, b: null }, { b: undefined, a: Math.fround(22.1) }));
  assert.ok(!same({ a: 22.1 }, { a: 22.2 }));
  assert.ok(!same({ a: [1, 2] }, { a: [2, 1] }));
  assert.equal(quantile([1, 2, 3], 0.5), 2);
});
