import { attach } from "./attach.js";
import { isReady } from "./engine.js";
import instantiate from "./glue.js";
import { loadModule, type WasmSource } from "./load.js";

let loading: Promise<void> | undefined;

/**
 * Loads the wasm module. Call it once before anything else; calling it again, even
 * while the first call is under way, does nothing more.
 *
 * @param source - Where the module is, if not beside the package's own files: its URL,
 *   a `Response`, its bytes, or a compiled `WebAssembly.Module`.
 *
 * @example
 * ```ts
 * import { init } from "@aimdb/wasm";
 *
 * await init();
 * // Or, where the file is somewhere else: await init("/assets/aimdb_wasm_bg.wasm")
 * ```
 */
export function init(source?: WasmSource | Promise<WasmSource>): Promise<void> {
  if (isReady()) return Promise.resolve();
  loading ??= load(source).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(source?: WasmSource | Promise<WasmSource>): Promise<void> {
  const module = await loadModule((await source) ?? new URL("./aimdb_wasm_bg.wasm", import.meta.url));
  const exports = await instantiate({ module_or_path: module });
  attach(exports.memory);
}
