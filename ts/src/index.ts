/**
 * AimDB in the browser: `await init()` once, then make databases.
 *
 * @module @aimdb/wasm
 */

export { initSync } from "./attach.js";
export { init } from "./module.js";
export * from "./api.js";
