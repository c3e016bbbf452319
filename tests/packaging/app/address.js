// For bundlers that do not follow `new URL(…, import.meta.url)`: the file is imported, and
// its address handed over.
import * as aimdb from "@aimdb/wasm";
import address from "@aimdb/wasm/aimdb_wasm_bg.wasm";
import { use } from "./use.js";

aimdb
  .init(address)
  .then(() => use(aimdb))
  .then(
    (result) => (document.body.dataset.page = result),
    (error) => (document.body.dataset.page = String(error)),
  );
