// What each application does with the package: a write, a read, a callback, a violation.

/** @param {typeof import("@aimdb/wasm")} aimdb */
export async function use({ WasmDb, ContractViolation }) {
  const db = new WasmDb();
  db.configureRecord("t", { schemaType: "temperature", buffer: "SingleLatest" });
  const called = new Promise((resolve) => db.subscribe("t", (value) => resolve(value.celsius)));
  db.set("t", { celsius: 21.5, timestamp: 1 });
  let violation;
  try {
    db.set("t", { celsius: "warm", timestamp: 2 });
  } catch (error) {
    violation = error instanceof ContractViolation && error.path.join(".");
  }
  const result = { got: db.get("t").celsius, called: await called, violation };
  db.free();
  return JSON.stringify(result);
}
