import * as ours from "./ours.mjs";
import * as plain from "./plain.mjs";
import * as upstream from "./upstream.mjs";

/**
 * Loads the wasm modules.
 *
 * @param {(file: string) => Promise<BufferSource>} read gives a file of `target/bench`
 */
export async function openEngines(read) {
  return { ours: await ours.open(read), upstream: await upstream.open(read), plain: await plain.open(read) };
}
