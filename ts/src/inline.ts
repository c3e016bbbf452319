/**
 * The same as `@aimdb/wasm`, with the wasm module inside: no file to serve, no `init()`
 * to wait for, a third more to download.
 *
 * @module @aimdb/wasm/inline
 */

import { initSync } from "./attach.js";
import { decodeBase64 } from "./base64.js";
import { embedded } from "./embedded.js";
import { isReady } from "./engine.js";

if (!isReady()) initSync(decodeBase64(embedded));

/** Does nothing here: the module is loaded. There so that both entries are alike. */
export function init(): Promise<void> {
  return Promise.resolve();
}

export { initSync };
export * from "./api.js";
