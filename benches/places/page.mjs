// What the page in Chromium runs.

import { THOROUGH } from "../lib/meter.mjs";
import { runSuite } from "../lib/suite.mjs";

const read = async (file) => (await fetch(`/${file}`)).arrayBuffer();

/** Called from outside; `told` is the way back. */
globalThis.runBench = (only) =>
  // The page's clock ticks every 5 µs.
  runSuite({ read, settings: { ...THOROUGH, batch: 0.5, samples: 101 }, progress: globalThis.told, only });
