import type { Abi } from "./abi.js";

/** The loaded module. Kept here alone: every entry of the package shares this file. */
let abi: Abi | undefined;
let memory: { readonly buffer: ArrayBufferLike } | undefined;
/** The module's memory as 32-bit words; empty until it is there, and when it moved. */
let words: Uint32Array = new Uint32Array(0);

/** Gives the runtime its module. */
export function attachEngine(exports: Abi, its: { readonly buffer: ArrayBufferLike }): void {
  abi = exports;
  memory = its;
}

/** Whether the wasm module is loaded. */
export function isReady(): boolean {
  return abi !== undefined;
}

/** The module's exports. */
export function wasm(): Abi {
  if (abi === undefined) {
    throw new Error(
      "@aimdb/wasm is not loaded: call `await init()` first, or import from " +
        '"@aimdb/wasm/inline", which needs no init',
    );
  }
  return abi;
}

/** The word of the module's memory at `index`; `undefined` when the memory moved. */
export function peekWord(index: number): number | undefined {
  return words[index];
}

/** The word of the module's memory at `index`. */
export function readWord(index: number): number {
  if (words.length === 0) words = new Uint32Array(memory!.buffer);
  return words[index]!;
}
