import { ratio } from "../targets.mjs";

/** A number in three digits or so. */
export function short(n, unit) {
  if (unit === "updates/s") return n >= 1e6 ? `${(n / 1e6).toFixed(2)} M` : `${(n / 1e3).toFixed(0)} k`;
  if (unit === "bytes") return `${(n / 1000).toFixed(1)} kB`;
  return n >= 100 ? n.toFixed(0) : n >= 10 ? n.toFixed(1) : n.toFixed(2);
}

function print(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  for (const row of rows) {
    console.log(row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("  ").trimEnd());
  }
}

/** A mark for what wavered: its slowest tenth took three times as long as its fastest. */
function unsteady({ noise }, subject) {
  const { p10, p90 } = noise?.[subject] ?? {};
  return p90 / p10 > 3 ? " (unsteady)" : "";
}

/** Prints cases: the results, and in brackets how many times better than each we are. */
export function printCases(title, cases) {
  console.log(`\n${title}`);
  for (const each of cases) {
    const { name, unit, results } = each;
    const peers = Object.entries(results)
      .filter(([subject]) => subject !== "ours")
      .map(([subject, value]) => {
        const times = results.ours === undefined ? "" : ` (${ratio(each, subject).toFixed(ratio(each, subject) < 10 ? 2 : 0)}×)`;
        return `${subject} ${short(value, unit)}${unsteady(each, subject)}${times}`;
      });
    const ours = results.ours === undefined ? "" : `${short(results.ours, unit)} ${unit === "bytes" ? "" : unit}`.trim();
    console.log(`  ${name.padEnd(26)} ${ours.padStart(16)}   ${peers.join("  ")}`);
  }
}

/** Prints targets and what became of them. */
export function printTargets(title, verdicts) {
  console.log(`\n${title}`);
  print(verdicts.map(({ name, target, reached, met }) => [`  ${met ? "met   " : "missed"}  ${name}`, target, reached]));
}
