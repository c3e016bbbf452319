/**
 * AimDB in the browser: `await init()` once, then make databases.
 *
 * @module
 */

export { init, initSync } from "./module.js";
export * from "./api.js";
