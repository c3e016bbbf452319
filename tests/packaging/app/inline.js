import * as aimdb from "@aimdb/wasm/inline";
import { use } from "./use.js";

use(aimdb).then(
  (result) => (document.body.dataset.page = result),
  (error) => (document.body.dataset.page = String(error)),
);
