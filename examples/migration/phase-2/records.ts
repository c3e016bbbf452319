import { createAimDb } from "@aimdb/wasm/react";
import { HUB } from "../hub.js";

export const { Provider, useRecord, useBridgeStatus } = createAimDb({
  records: {
    "sensors.temperature.vienna": { schemaType: "temperature", buffer: "SingleLatest" },
    "sensors.humidity.vienna": { schemaType: "humidity", buffer: "SingleLatest" },
  },
  bridge: { url: HUB },
});
