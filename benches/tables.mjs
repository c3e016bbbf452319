// Puts the last report's figures into docs/performance.md: `node benches/tables.mjs`.

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { short } from "./lib/table.mjs";
import { ratio } from "./targets.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const { cases, targets, chromium, machine } = JSON.parse(readFileSync(`${root}target/bench/report.json`, "utf8"));
if (chromium === undefined) throw new Error("the report has no Chromium in it: BENCH_BROWSER=1 make bench");

function row(each) {
  const { name, unit, results } = each;
  const peers = Object.keys(results)
    .filter((subject) => subject !== "ours")
    .map((subject) => {
      const times = ratio(each, subject);
      return `${subject} ${short(results[subject], unit)} (${times.toFixed(times < 100 ? 2 : 0)})`;
    });
  const ours = `${short(results.ours, unit)} ${unit === "bytes" ? "" : unit}`.trim();
  return `| \`${name}\` | ${ours} | ${peers.join(", ")} |`;
}

const measured = (of) =>
  ["| case | ours | peers: their number, and how many times better ours is |", "|---|---:|---|", ...of.map(row)].join("\n");

const reached = (verdict) =>
  verdict === undefined ? "" : verdict.met ? verdict.reached : `**${verdict.reached}**`;

const judged = targets.map((verdict) => {
  const there = chromium.targets.find(({ name, target }) => name === verdict.name && target === verdict.target);
  return `| \`${verdict.name}\` | ${verdict.target} | ${reached(verdict)} | ${reached(there)} |`;
});

/** Replaces the table behind a heading. */
function put(text, heading, table) {
  const from = text.indexOf("\n|", text.indexOf(`\n${heading}`)) + 1;
  const to = text.indexOf("\n\n", from);
  return text.slice(0, from) + table + text.slice(to);
}

const path = `${root}docs/performance.md`;
let text = readFileSync(path, "utf8").replace(/^## Chromium .*$/m, `## Chromium ${machine.chromium.split(".")[0]}`);
text = put(text, "## Targets", ["| case | target | Node | Chromium |", "|---|---|---|---|", ...judged].join("\n"));
text = put(text, "## Node", measured(cases));
text = put(text, "## Chromium", measured(chromium.cases));
writeFileSync(path, text);
