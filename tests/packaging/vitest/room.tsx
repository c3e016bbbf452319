import { createAimDb } from "@aimdb/wasm/react";

export const { Provider, useAimDb, useRecord, useSetRecord } = createAimDb({
  records: {
    room: { schemaType: "temperature", buffer: "SingleLatest" },
    wish: { schemaType: "setpoint", buffer: "SingleLatest" },
  },
});

/** A room's temperature, and a button that asks for another one. */
export function Room() {
  const celsius = useRecord("room", (value) => value?.celsius);
  const wish = useSetRecord("wish");
  return (
    <section>
      <output>{celsius === undefined ? "…" : `${celsius} °C`}</output>
      <button onClick={() => wish({ target_celsius: 22, timestamp: 1 })}>warmer</button>
    </section>
  );
}
