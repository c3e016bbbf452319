// Readings checked by their contracts, and a setpoint that goes back: on @aimdb/wasm.

import { createElement as h, Suspense } from "react";
import { createAimDb } from "@aimdb/wasm/react";

const { Provider, useRecord, useSetRecord } = createAimDb({
  records: {
    "sensors.temperature.vienna": { schemaType: "temperature", buffer: "SingleLatest" },
    "sensors.humidity.vienna": { schemaType: "humidity", buffer: "SingleLatest" },
    "commands.setpoint.room1": { schemaType: "setpoint", buffer: "SingleLatest" },
  },
  bridge: { url: globalThis.HUB },
});

function Card() {
  const temperature = useRecord("sensors.temperature.vienna");
  const humidity = useRecord("sensors.humidity.vienna");
  const set = useSetRecord("commands.setpoint.room1");
  const onClick = () => set({ target_celsius: 21, timestamp: Date.now() });
  return h("button", { onClick }, `${temperature?.celsius ?? "–"} °C, ${humidity?.percent ?? "–"} %`);
}

export const App = () => h(Suspense, null, h(Provider, null, h(Card)));
