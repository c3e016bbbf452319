// One start of a subject, timed: from the import on.

const KEY = "sensors.temperature.vienna";
const CONFIG = { schemaType: "temperature", buffer: "SingleLatest" };
const VALUE = { celsius: 22.5, timestamp: 1795354988207 };

const subjects = {
  async ours(base, source) {
    const { init, WasmDb } = await import(`${base}ours/ours.js`);
    await init(await source("ours/aimdb_wasm_bg.wasm"));
    return new WasmDb();
  },

  async upstream(base, source) {
    const upstream = await import(`${base}upstream/upstream.js`);
    await upstream.default({ module_or_path: await source("upstream/upstream_bg.wasm") });
    return upstream.createDb();
  },
};

/**
 * @param {"ours" | "upstream"} subject
 * @param {string} base where the scripts are
 * @param {(file: string) => unknown} source what the module is loaded from
 * @returns {Promise<{ ready: number, value: number }>} milliseconds until there was a
 *   database, and until a value was read from it
 */
export async function start(subject, base, source) {
  const begin = performance.now();
  const db = await subjects[subject](base, source);
  const ready = performance.now() - begin;
  db.configureRecord(KEY, CONFIG);
  await db.build();
  db.set(KEY, VALUE);
  const read = db.get(KEY);
  const value = performance.now() - begin;
  if (read?.celsius !== VALUE.celsius) throw new Error(`${subject} read ${JSON.stringify(read)}`);
  return { ready, value };
}
