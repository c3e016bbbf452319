import type { Registry } from "./contract.js";
import { wasm } from "./engine.js";
import { registry } from "./generated/registry.js";

/**
 * The contracts in the module, by schema type. For what is told a contract by its name: it
 * brings all of them into a bundle, and nothing else does.
 */
export function contracts(): Registry["contracts"] {
  wasm();
  return registry.contracts;
}
