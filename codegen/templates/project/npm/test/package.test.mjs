// The built package, imported as applications import it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { init, isContractViolation, openDb } from "sample-package";

await init();

function open() {
  return openDb({ records: { cellar: { schemaType: "reading", buffer: "SingleLatest" } } });
}

test("a value that keeps its contract comes back", () => {
  const db = open();
  db.set("cellar", { celsius: 12.5, timestamp: 1 });
  assert.deepEqual(db.get("cellar"), { celsius: 12.5, timestamp: 1 });
  db.free();
});

test("a value that breaks it is refused, and the place is named", () => {
  const db = open();
  assert.throws(
    () => db.set("cellar", { celsius: "cold", timestamp: 1 }),
    (error) => isContractViolation(error) && error.path[0] === "celsius",
  );
  assert.equal(db.get("cellar"), null);
  db.free();
});
