import { setValidator } from "./contract.js";
import { attachEngine, isReady } from "./engine.js";
import { attachFrame } from "./frame.js";
import { registryHash } from "./generated/registry.js";
import * as glue from "./glue.js";
import { standardResult } from "./validate.js";

/**
 * Loads the wasm module from bytes that are there already, without waiting.
 *
 * @param source - The module's bytes, or the compiled module.
 *
 * @example
 * ```ts
 * import { initSync, WasmDb } from "@aimdb/wasm";
 *
 * // In a worker that was sent the compiled module.
 * self.onmessage = (event: MessageEvent<WebAssembly.Module>) => {
 *   initSync(event.data);
 *   new WasmDb().configureRecord("t", { schemaType: "temperature", buffer: "SingleLatest" });
 * };
 * ```
 */
export function initSync(source: BufferSource | WebAssembly.Module): void {
  if (!isReady()) attach(glue.initSync({ module: source }).memory);
}

/** Gives the runtime a module that was just made. */
export function attach(memory: WebAssembly.Memory): void {
  const found = glue.registryHash();
  if (found !== registryHash) {
    throw new Error(
      `the wasm module holds other contracts (${found}) than the generated TypeScript ` +
        `(${registryHash}): build the package anew (\`aimdb-wasm build\`), deploy its .js and .wasm ` +
        "together, and look out for a stale copy of aimdb_wasm_bg.wasm in a cache",
    );
  }
  attachFrame(memory, glue.frameAddress(), glue.frameSlots(), glue.frameBytes());
  setValidator(standardResult);
  attachEngine(glue, memory);
}
