/**
 * The same as `@aimdb/wasm`, with the wasm module inside: no file to serve, no `init()`
 * to wait for, a third more to download.
 *
 * @module
 */

import { decodeBase64 } from "./base64.js";
import { embedded } from "./embedded.js";
import { isReady } from "./engine.js";
import { initSync } from "./module.js";

if (!isReady()) initSync(decodeBase64(embedded));

export { init, initSync } from "./module.js";
export * from "./api.js";
