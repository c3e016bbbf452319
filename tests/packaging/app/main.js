import * as aimdb from "@aimdb/wasm";
import { mountDevtools } from "@aimdb/wasm/devtools";
import { show } from "./panel.js";
import { use } from "./use.js";

async function run() {
  await aimdb.init();
  document.body.dataset.panel = await show(aimdb, mountDevtools);
  document.body.dataset.page = await use(aimdb);
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }) => (document.body.dataset.worker = data);
}

run().catch((error) => (document.body.dataset.page = String(error)));
