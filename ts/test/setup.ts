import { init } from "@aimdb/wasm";
import { expect } from "vitest";

// Tests of the time before the module is there load it themselves.
if (!expect.getState().testPath?.includes("loading")) await init();
