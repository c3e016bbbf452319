// What each application shows of the panel: the value of a record.

/**
 * @param {typeof import("@aimdb/wasm")} aimdb
 * @param {typeof import("@aimdb/wasm/devtools").mountDevtools} mountDevtools
 */
export async function show({ WasmDb }, mountDevtools) {
  const db = new WasmDb();
  db.configureRecord("t", { schemaType: "temperature", buffer: "SingleLatest" });
  db.set("t", { celsius: 21.5, timestamp: 1 });
  const unmount = mountDevtools(db, { open: true });
  const { shadowRoot } = document.querySelector("aimdb-devtools");
  const cell = () => shadowRoot.querySelector(".rows .value");
  while (cell() === null) await new Promise((resolve) => setTimeout(resolve, 5));
  const { textContent } = cell();
  const { position } = getComputedStyle(shadowRoot.querySelector(".panel"));
  unmount();
  db.free();
  return `${textContent}, ${position}`;
}
