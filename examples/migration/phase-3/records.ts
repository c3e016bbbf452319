import { createAimDb } from "@aimdb/wasm/react";
import { HUB } from "../hub.js";

export const { Provider, useRecord, useSetRecord, useBridgeStatus } = createAimDb({
  records: {
    "sensors.temperature.vienna": { schemaType: "temperature", buffer: "SingleLatest" },
    "sensors.humidity.vienna": { schemaType: "humidity", buffer: "SingleLatest" },
    "commands.setpoint.room1": { schemaType: "setpoint", buffer: "SingleLatest" },
    "state.setpoint.room1": { schemaType: "setpoint", buffer: "SingleLatest" },
  },
  bridge: { url: HUB },
});
