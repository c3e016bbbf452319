import * as aimdb from "@aimdb/wasm";
import { use } from "./use.js";

aimdb
  .init()
  .then(() => use(aimdb))
  .then(postMessage, (error) => postMessage(String(error)));
