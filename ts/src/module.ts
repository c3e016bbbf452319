import { setValidator } from "./contract.js";
import { attachEngine, isReady } from "./engine.js";
import { attachFrame } from "./frame.js";
import { registry } from "./generated/index.js";
import * as glue from "./glue.js";
import { loadModule, type WasmSource } from "./load.js";
import { standardResult } from "./validate.js";

let loading: Promise<void> | undefined;

/**
 * Loads the wasm module. Call it once before anything else; calling it again, even
 * while the first call is under way, does nothing more.
 *
 * @param source - Where the module is, if not beside the package's own files: its URL,
 *   a `Response`, its bytes, or a compiled `WebAssembly.Module`.
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
  const exports = await glue.default({ module_or_path: module });
  attach(exports.memory);
}

/**
 * Loads the wasm module from bytes that are there already, without waiting.
 *
 * @param source - The module's bytes, or the compiled module.
 */
export function initSync(source: BufferSource | WebAssembly.Module): void {
  if (!isReady()) attach(glue.initSync({ module: source }).memory);
}

function attach(memory: WebAssembly.Memory): void {
  const found = glue.registryHash();
  if (found !== registry.hash) {
    throw new Error(
      `the wasm module holds other contracts (${found}) than the generated TypeScript ` +
        `(${registry.hash}): build both anew with \`make wasm\`, deploy them together, ` +
        "and look out for a stale copy of aimdb_wasm_bg.wasm in a cache",
    );
  }
  attachFrame(memory, glue.frameAddress(), glue.frameSlots(), glue.frameBytes());
  setValidator(standardResult);
  attachEngine(glue, memory, registry);
}
