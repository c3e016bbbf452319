// How time is taken: batches long enough for the clock, many samples, subjects in turn,
// the median. What else the machine does then hits all subjects alike, and seldom.

/** Settings for numbers, and for a look whether everything runs. */
export const THOROUGH = { samples: 151, batch: 0.25, warmUp: 60, patience: 5000 };
export const QUICK = { samples: 2, batch: 0, warmUp: 0, patience: 1000 };

const MAX_ROUNDS = 1 << 24;

/** Elapsed milliseconds as nanoseconds per operation. */
const each = (elapsed, rounds, operations) => (elapsed * 1e6) / (rounds * operations);

/** Runs a subject for a while, so that it gets compiled. */
export async function warmUp(run, { warmUp: duration }) {
  const end = performance.now() + duration;
  let rounds = 1;
  do {
    const start = performance.now();
    await run(rounds);
    if (performance.now() - start < duration / 8) rounds = Math.min(rounds * 2, MAX_ROUNDS);
  } while (performance.now() < end);
}

/** How many rounds fill a batch. */
async function calibrate(run, { batch }) {
  let rounds = 1;
  for (;;) {
    const elapsed = await run(rounds);
    if (elapsed >= batch || rounds >= MAX_ROUNDS) return rounds;
    const wanted = elapsed > batch / 64 ? Math.ceil((rounds * batch * 1.1) / elapsed) : rounds * 8;
    rounds = Math.min(Math.max(wanted, rounds + 1), MAX_ROUNDS);
  }
}

/**
 * Measures subjects side by side.
 *
 * @param {Record<string, (rounds: number) => number | Promise<number>>} subjects
 * @param {number} operations how many operations a round is
 * @param {typeof THOROUGH} settings
 * @returns {Promise<Record<string, number[]>>} nanoseconds per operation, sorted
 */
export async function compare(subjects, operations, settings) {
  const entries = Object.entries(subjects);
  const rounds = [];
  for (const [, run] of entries) {
    await warmUp(run, settings);
    rounds.push(await calibrate(run, settings));
  }
  const times = entries.map(() => []);
  const end = performance.now() + settings.patience;
  for (let sample = 0; sample < settings.samples; sample++) {
    for (let turn = 0; turn < entries.length; turn++) {
      // Another one begins each time: none always runs in another's wake.
      const i = (sample + turn) % entries.length;
      times[i].push(each(await entries[i][1](rounds[i]), rounds[i], operations));
    }
    if (performance.now() > end && sample >= 4) break;
  }
  return Object.fromEntries(entries.map(([name], i) => [name, times[i].sort((a, b) => a - b)]));
}

/** The value below which a share of the sorted numbers lies. */
export function quantile(sorted, share) {
  return sorted[Math.round((sorted.length - 1) * share)];
}

/** A case as `report.json` has it. */
export function summarise(name, unit, times, convert = (n) => n) {
  const results = {};
  const noise = {};
  for (const [subject, sorted] of Object.entries(times)) {
    const converted = sorted.map(convert).sort((a, b) => a - b);
    results[subject] = quantile(converted, 0.5);
    noise[subject] = {
      min: converted[0],
      p10: quantile(converted, 0.1),
      p90: quantile(converted, 0.9),
      samples: converted.length,
    };
  }
  return { name, unit, results, noise };
}
