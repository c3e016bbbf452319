import type { Abi } from "./abi.js";
import type { AnyContract, Registry } from "./contract.js";

/** The loaded module. Kept here alone: every entry of the package shares this file. */
let abi: Abi | undefined;
let memory: { readonly buffer: ArrayBufferLike } | undefined;
/** The module's memory as 32-bit words; empty until it is there, and when it moved. */
let words: Uint32Array = new Uint32Array(0);
let registry: Registry | undefined;

/** Gives the runtime its module and the contracts in it. */
export function attachEngine(
  exports: Abi,
  its: { readonly buffer: ArrayBufferLike },
  known: Registry,
): void {
  abi = exports;
  memory = its;
  registry = known;
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

/** The contracts in the module, by schema type. */
export function contracts(): { readonly [schemaType: string]: AnyContract } {
  wasm();
  return registry!.contracts;
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
