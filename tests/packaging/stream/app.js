// What the server renders and the browser takes over.

import { createElement as h, lazy, StrictMode, Suspense } from "react";
import { createAimDb } from "@aimdb/wasm/react";

const { Provider, useAimDb, useRecord, useSetRecord } = createAimDb({
  records: { room: { schemaType: "temperature", buffer: "SingleLatest" } },
});

function Room() {
  const celsius = useRecord("room", (value) => value?.celsius);
  const set = useSetRecord("room");
  const onClick = () => set({ celsius: 21.5, timestamp: Date.now() });
  const disabled = useAimDb() === null;
  return h("button", { onClick, disabled }, celsius === undefined ? "no value yet" : `${celsius} °C`);
}

/** The page; a part of it is late, so that its fallback is sent first. */
export function page() {
  const Late = lazy(() => new Promise((resolve) => setTimeout(resolve, 100, { default: Room })));
  const late = h(Suspense, { fallback: h("p", null, "loading") }, h(Late));
  return h(StrictMode, null, h("main", null, h(Provider, null, h(Room), late)));
}
