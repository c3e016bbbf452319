import { expect, test } from "vitest";
import { celsius, makeDb, settle, withTemperature } from "./help.js";

test("get() gives null while there is no value", () => {
  expect(withTemperature().get("t")).toBeNull();
});

test("get() gives the same object while the record is unchanged", () => {
  for (const buffer of ["SingleLatest", "Mailbox", { type: "SpmcRing", capacity: 3 }] as const) {
    const db = withTemperature(buffer);
    db.set("t", celsius(1));
    const first = db.get("t");
    expect(db.get("t")).toBe(first);
    expect(db.record("t").getSnapshot()).toBe(first);
    db.set("t", celsius(1));
    expect(db.get("t")).toEqual(first);
    expect(db.get("t")).not.toBe(first);
  }
});

test("a snapshot survives the growth of the module's memory", () => {
  const db = withTemperature();
  db.set("t", celsius(1));
  const first = db.get("t");
  const other = makeDb();
  other.configureRecord("big", { schemaType: "temperature", buffer: { type: "SpmcRing", capacity: 1 << 20 } });
  for (let n = 0; n < 200_000; n++) other.set("big", celsius(n));
  expect(db.get("t")).toBe(first);
  db.set("t", celsius(2));
  expect(db.get("t")).toEqual(celsius(2));
});

test("values are plain objects; with freeze they are frozen", async () => {
  const loose = withTemperature();
  loose.set("t", celsius(1));
  expect(Object.isFrozen(loose.get("t"))).toBe(false);
  expect(Object.getPrototypeOf(loose.get("t"))).toBe(Object.prototype);

  const db = makeDb({ freeze: true });
  db.configureRecord("s", { schemaType: "gps_location", buffer: { type: "SpmcRing", capacity: 4 } });
  const got: unknown[] = [];
  db.subscribe("s", (value) => got.push(value));
  const place = { latitude: 1, longitude: 2, altitude: null, accuracy: null, timestamp: 3 };
  db.set("s", place);
  db.set("s", { ...place, latitude: 2 });
  await settle();
  expect(got).toHaveLength(2);
  expect([...got, db.get("s")].every(Object.isFrozen)).toBe(true);
});

test("an f32 reads back as the shortest decimal", () => {
  const db = withTemperature();
  db.set("t", { celsius: 22.1, timestamp: 1 });
  expect(db.get("t").celsius).toBe(22.1);
});
