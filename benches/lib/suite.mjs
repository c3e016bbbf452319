import { allCases } from "../cases/index.mjs";
import { openEngines } from "../engines/index.mjs";
import { compare, summarise, warmUp } from "./meter.mjs";
import { narrow } from "./samples.mjs";

/** Whether two values are the same, apart from how an `f32` is written. */
export function same(a, b) {
  return canonical(narrow(a)) === canonical(narrow(b));
}

function canonical(value) {
  return JSON.stringify(value, (_, inner) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([x], [y]) => (x < y ? -1 : 1)))
      : inner,
  );
}

/** Throws unless the subjects of a case come to the same value. */
async function checkAgreement({ name, agree }) {
  let expected;
  for (const [subject, get] of Object.entries(agree)) {
    const value = await get();
    if (value === undefined || value === null || value === false) {
      throw new Error(`${name}: ${subject} gave ${String(value)}`);
    }
    expected ??= value;
    if (!same(value, expected)) {
      throw new Error(`${name}: ${subject} gave ${canonical(value)}, not ${canonical(expected)}`);
    }
  }
}

/**
 * Measures everything that runs inside a JavaScript engine.
 *
 * @param {object} options
 * @param {(file: string) => Promise<BufferSource>} options.read gives a file of `target/bench`
 * @param {object} options.settings of the meter
 * @param {(name: string) => void} options.progress told of each case
 * @param {string} [options.only] part of the names of the cases to measure
 */
export async function runSuite({ read, settings, progress, only = "" }) {
  const cases = (await allCases(await openEngines(read))).filter(({ name }) => name.includes(only));
  // An application uses several contracts and everything at once: engines specialise on
  // what they see first, so let them see all of it before the first time is taken.
  for (const each of cases) {
    await checkAgreement(each);
    for (const run of Object.values(each.subjects)) await warmUp(run, { warmUp: settings.warmUp / 4 });
  }
  const results = [];
  for (const { name, unit, operations = 1, subjects } of cases) {
    progress(name);
    const times = await compare(subjects, operations, settings);
    results.push(summarise(name, unit, times, unit === "updates/s" ? (ns) => 1e9 / ns : undefined));
  }
  return results;
}
