import { init } from "@aimdb/wasm";

await init();
