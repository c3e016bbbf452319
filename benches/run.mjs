// `make bench`: builds, measures, prints, and writes target/bench/report.json.
//
//   BENCH_BROWSER=1   in Chromium too
//   BENCH_ONLY=set/   only cases with this in their names

import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { buffers, buildAll, out } from "./build.mjs";
import { THOROUGH } from "./lib/meter.mjs";
import { printCases, printTargets } from "./lib/table.mjs";
import { runInChromium, withChromium } from "./places/chromium.mjs";
import { runInNode } from "./places/node.mjs";
import { measureSizes } from "./sizes.mjs";
import { startInChromium, startInNode } from "./startup.mjs";
import { judge } from "./targets.mjs";

const STARTS = 15;
const only = process.env.BENCH_ONLY ?? "";
const wanted = ({ name }) => name.includes(only);
const inBrowser = (process.env.BENCH_BROWSER ?? "0") !== "0";
const began = Date.now();
const progress = (name) => console.log(`  ${name}`);

/** The native bench reports as this does. */
function runBuffers() {
  const { status, stdout, error } = spawnSync(buffers, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  if (error) throw error;
  if (status !== 0) throw new Error("bench-buffers failed");
  return JSON.parse(stdout).cases;
}

await buildAll();
const sizes = await measureSizes();

console.log(`measuring in Node ${process.versions.node} …`);
const cases = await runInNode({ settings: THOROUGH, progress, only });
if ("init".includes(only)) {
  progress("init");
  cases.push(...startInNode(STARTS));
}
cases.push(...sizes.filter(wanted));
if ("buffer/".includes(only) || only.startsWith("buffer")) {
  console.log("measuring natively …");
  cases.push(...runBuffers().filter(wanted));
}

const report = {
  date: new Date().toISOString(),
  machine: { cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length, node: process.versions.node },
  cases,
  targets: judge(cases),
};

const write = () => writeFileSync(`${out}/report.json`, `${JSON.stringify(report, null, 1)}\n`);
write();

if (inBrowser) {
  await withChromium(async (browser) => {
    console.log(`measuring in Chromium ${browser.version} …`);
    const there = await runInChromium(browser, { progress, only });
    if ("init".includes(only)) {
      progress("init");
      there.push(...(await startInChromium(browser, STARTS)));
    }
    report.machine.chromium = browser.version;
    report.chromium = { cases: there, targets: judge(there) };
    write();
  });
}

printCases(`Node ${process.versions.node}: ours, and how many times better than each peer that is`, cases);
printTargets("Targets", report.targets);
if (report.chromium !== undefined) {
  printCases(`Chromium ${report.machine.chromium}`, report.chromium.cases);
  printTargets("Targets in Chromium", report.chromium.targets);
}
console.log(`\n${((Date.now() - began) / 1000).toFixed(0)} s; target/bench/report.json`);
// The bridges' timers would keep the process.
process.exit(0);
