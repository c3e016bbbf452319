// How long it takes until there is a database, and until a value written to it was read:
// in a process that knows nothing of the module, each time anew.

import { spawnSync } from "node:child_process";
import { copyFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { out } from "./build.mjs";
import { summarise } from "./lib/meter.mjs";

/** One start in Node: `node startup-child.mjs ours`. */
const CHILD = fileURLToPath(new URL("startup-child.mjs", import.meta.url));
const SUBJECTS = ["ours", "upstream"];

function cases(times) {
  const pick = (part) =>
    Object.fromEntries(SUBJECTS.map((name) => [name, times[name].map((each) => each[part] * 1e6)]));
  return [
    summarise("init", "ms", pick("ready"), (ns) => ns / 1e6),
    summarise("init/first-value", "ms", pick("value"), (ns) => ns / 1e6),
  ];
}

/** Measures it in Node. */
export function startInNode(samples) {
  const times = { ours: [], upstream: [] };
  for (let sample = 0; sample < samples; sample++) {
    for (const subject of SUBJECTS) {
      const { stdout, stderr, status } = spawnSync(process.execPath, [CHILD, out, subject], { encoding: "utf8" });
      if (status !== 0) throw new Error(`start of ${subject}: ${stderr}`);
      times[subject].push(JSON.parse(stdout));
    }
  }
  return cases(times);
}

/** Measures it in Chromium, with the module streamed from a server. */
export async function startInChromium({ open }, samples) {
  copyFileSync(fileURLToPath(new URL("start.mjs", import.meta.url)), `${out}/start.js`);
  const times = { ours: [], upstream: [] };
  for (let sample = 0; sample < samples; sample++) {
    for (const subject of SUBJECTS) {
      const { page, close } = await open();
      try {
        const time = await page.evaluate(async (name) => {
          const { start } = await import("/start.js");
          return start(name, "/", (file) => `/${file}`);
        }, subject);
        times[subject].push(time);
      } finally {
        await close();
      }
    }
  }
  return cases(times);
}
