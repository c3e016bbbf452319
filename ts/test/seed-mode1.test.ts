// The seed's snippets for a local database, as they stand there.

import { afterEach, expect, test, vi } from "vitest";
import { WasmDb } from "@aimdb/wasm";
import { settle } from "./help.js";

afterEach(() => vi.restoreAllMocks());

test("section 6.2: core API", async () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});

  // ── Instantiation ──────────────────────────────────────────────
  const db = new WasmDb();

  // ── Record configuration (key = RecordKey, schemaType = contract) ──
  db.configureRecord('sensors.temperature.vienna', {
    schemaType: 'temperature',        // selects the Rust struct for validation
    buffer: 'SingleLatest',           // or { type: 'SpmcRing', capacity: 100 }
  });

  db.configureRecord('sensors.temperature.berlin', {
    schemaType: 'temperature',        // same contract, different record
    buffer: 'SingleLatest',
  });

  // ── Read (validated by Rust serde) ─────────────────────────────
  const temp = await db.get('sensors.temperature.vienna');
  // temp: { celsius: number, timestamp: number } — or null if not yet produced
  expect(temp).toBeNull();

  // ── Write (validated by Rust serde) ─────────────────────────────
  db.set('sensors.temperature.vienna', { celsius: 22.5, timestamp: Date.now() });
  // throws if payload fails Rust deserialization → contract enforcement

  // ── Subscribe (reactive) ───────────────────────────────────────
  const unsub = db.subscribe('sensors.temperature.vienna', (value) => {
    // Fires on every buffer push — value is already validated
    console.log(value.celsius);
  });
  await settle();
  unsub(); // cleanup

  expect(log.mock.calls).toEqual([[22.5]]);
  db.set('sensors.temperature.vienna', { celsius: 23.5, timestamp: Date.now() });
  await settle();
  expect(log).toHaveBeenCalledTimes(1);
  expect((await db.get('sensors.temperature.vienna')).celsius).toBe(23.5);
  expect(await db.get('sensors.temperature.berlin')).toBeNull();

  // ── Lifecycle ──────────────────────────────────────────────────
  db.free();  // Release WASM memory
});

test("section 6.4: records by key", async () => {
  const db = new WasmDb();

  // Record key = AimDB RecordKey, schemaType = SchemaType::NAME
  db.configureRecord('sensors.temperature.vienna', {
    schemaType: 'temperature',          // selects Temperature struct for validation
    buffer: 'SingleLatest',
  });

  db.configureRecord('sensors.temperature.berlin', {
    schemaType: 'temperature',          // same contract, different record
    buffer: { type: 'SpmcRing', capacity: 50 },
  });

  db.configureRecord('sensors.humidity.vienna', {
    schemaType: 'humidity',
    buffer: 'SingleLatest',
  });

  const values: unknown[] = [];
  db.set('sensors.temperature.vienna', { celsius: 22.5, timestamp: Date.now() });
  const temp = await db.get('sensors.temperature.vienna');
  db.subscribe('sensors.temperature.vienna', (value) => { values.push(value); });

  await settle();
  expect(values).toEqual([temp]);
  db.free();
});

test("section 7.1, mode 1: local only", async () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});

  const db = new WasmDb();  // no server URL → local-only

  db.configureRecord('sensors.temperature.indoor', {
    schemaType: 'temperature',
    buffer: 'SingleLatest',
  });

  // Produce locally (e.g. from a BLE sensor, manual input, or simulation)
  db.set('sensors.temperature.indoor', { celsius: 22.5, timestamp: Date.now() });

  // Subscribe — fires immediately since the buffer has a value
  db.subscribe('sensors.temperature.indoor', (temp) => {
    console.log(temp.celsius);  // 22.5
  });

  await settle();
  expect(log.mock.calls).toEqual([[22.5]]);
  db.free();
});

test("section 9.2: a payload that misses a field is rejected", () => {
  const db = new WasmDb();
  db.configureRecord("sensors.temperature.test", { schemaType: "temperature", buffer: "SingleLatest" });
  expect(() => db.set("sensors.temperature.test", { celsius: 22.5 })).toThrow(/timestamp/);
  expect(db.get("sensors.temperature.test")).toBeNull();
  db.free();
});
