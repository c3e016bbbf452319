// Checked by `npm run typecheck`: each `@ts-expect-error` must be an error, and nothing
// else may be one. Run by vitest as well, as far as it runs.

import { expect, expectTypeOf, test } from "vitest";
import {
  openDb,
  type GpsLocation,
  type GpsLocationInput,
  type Humidity,
  type HumidityRecord,
  type RecordHandle,
  type Setpoint,
  type Temperature,
  type TemperatureRecord,
  validate,
  Temperature as TemperatureContract,
  WasmDb,
} from "@aimdb/wasm";
import { createAimDb, useRecord, useTemperature } from "@aimdb/wasm/react";

function open() {
  return openDb({
    records: {
      "sensors.temperature.vienna": { schemaType: "temperature", buffer: "SingleLatest" },
      "sensors.humidity.vienna": { schemaType: "humidity", buffer: { type: "SpmcRing", capacity: 10 } },
      "commands.setpoint.room1": { schemaType: "setpoint", buffer: "Mailbox", forward: true, topic: "a/b" },
    },
  });
}

test("openDb: each key has its type", () => {
  const db = open();
  expectTypeOf(db.get("sensors.temperature.vienna")).toEqualTypeOf<Temperature | null>();
  expectTypeOf(db.get("sensors.humidity.vienna")).toEqualTypeOf<Humidity | null>();
  expectTypeOf(db.record("commands.setpoint.room1")).toEqualTypeOf<RecordHandle<Setpoint, Setpoint>>();
  expectTypeOf(db.temperature("sensors.temperature.vienna")).toEqualTypeOf<TemperatureRecord>();
  expectTypeOf(db.humidity("sensors.humidity.vienna")).toEqualTypeOf<HumidityRecord>();
  db.subscribe("sensors.humidity.vienna", (value) => expectTypeOf(value).toEqualTypeOf<Humidity>());
  db.tap("sensors.humidity.vienna", (value) => expectTypeOf(value).toEqualTypeOf<Humidity>()).stop();
  db.set("sensors.temperature.vienna", { celsius: 1, timestamp: 2 });
  db.transformJoin(
    "commands.setpoint.room1",
    ["sensors.temperature.vienna", "sensors.humidity.vienna"],
    (values) => {
      expectTypeOf(values).toEqualTypeOf<readonly [Temperature, Humidity]>();
      return undefined;
    },
  ).stop();
  db.source("sensors.temperature.vienna", [{ celsius: 1, timestamp: 1 }]).stop();
  db.free();
});

test("openDb: wrong keys, contracts, buffers and values are errors", () => {
  const db = open();
  const never = (): boolean => false;
  if (never()) {
    // @ts-expect-error -- no such key
    db.get("sensors.temperature.berlin");
    // @ts-expect-error -- no such key
    db.subscribe("sensors.temperature.berlin", () => {});
    // @ts-expect-error -- a field of another contract
    db.set("sensors.temperature.vienna", { percent: 1, timestamp: 2 });
    // @ts-expect-error -- a wrong type
    db.set("sensors.temperature.vienna", { celsius: "1", timestamp: 2 });
    // @ts-expect-error -- a field too few
    db.set("sensors.temperature.vienna", { celsius: 1 });
    // @ts-expect-error -- a field too many
    db.set("sensors.temperature.vienna", { celsius: 1, timestamp: 2, extra: 3 });
    // @ts-expect-error -- readonly
    db.get("sensors.temperature.vienna")!.celsius = 1;
    // @ts-expect-error -- may be null
    db.get("sensors.temperature.vienna").celsius;
    // @ts-expect-error -- a field of another contract
    db.subscribe("sensors.temperature.vienna", (value) => value.percent);
    // @ts-expect-error -- a key of another contract
    db.humidity("sensors.temperature.vienna");
    // @ts-expect-error -- what it makes is not a setpoint
    db.transform("commands.setpoint.room1", "sensors.humidity.vienna", (value) => value);
    // @ts-expect-error -- what it makes is no temperature
    db.source("sensors.temperature.vienna", [{ percent: 1 }]);
    // @ts-expect-error -- no such contract
    openDb({ records: { a: { schemaType: "temprature", buffer: "SingleLatest" } } });
    // @ts-expect-error -- no such buffer
    openDb({ records: { a: { schemaType: "temperature", buffer: "SingelLatest" } } });
    // @ts-expect-error -- a ring needs its capacity
    openDb({ records: { a: { schemaType: "temperature", buffer: { type: "SpmcRing" } } } });
    // @ts-expect-error -- a ring needs its capacity
    openDb({ records: { a: { schemaType: "temperature", buffer: "SpmcRing" } } });
    // @ts-expect-error -- no such option
    openDb({ records: { a: { schemaType: "temperature", buffer: "Mailbox", fwd: true } } });
  }
  db.free();
});

test("a bare WasmDb: any, unless the call or the record class says more", () => {
  const db = new WasmDb();
  db.configureRecord("k", { schemaType: "temperature", buffer: "SingleLatest" });
  expectTypeOf(db.get("k")).toBeAny();
  db.subscribe("k", (value) => expectTypeOf(value).toBeAny());
  expectTypeOf(db.get<Temperature>("k")).toEqualTypeOf<Temperature | null>();
  db.subscribe<Temperature>("k", (value) => expectTypeOf(value).toEqualTypeOf<Temperature>());
  expectTypeOf(db.temperature("k").get()).toEqualTypeOf<Temperature | null>();
  if (db.closed) {
    // @ts-expect-error -- no such contract
    db.configureRecord("k", { schemaType: "temprature", buffer: "SingleLatest" });
    // @ts-expect-error -- the contract is missing
    db.configureRecord("k", { buffer: "SingleLatest" });
    // @ts-expect-error -- a key is a string
    db.get(5);
    // @ts-expect-error -- a listener is a function
    db.subscribe("k", "no function");
    // @ts-expect-error -- another contract's field
    db.temperature("k").set({ percent: 1, timestamp: 2 });
  }
  db.free();
});

test("validate gives the contract's type", () => {
  const result = validate(TemperatureContract, '{"celsius":1,"timestamp":2}');
  if (result.ok) expectTypeOf(result.value).toEqualTypeOf<Temperature>();
  else expectTypeOf(result.error.path).toEqualTypeOf<readonly (string | number)[]>();
  expect(result.ok).toBe(true);
});

test("hooks know each key's type", () => {
  const { useRecord: use, useSetRecord, useRecordHistory, useAimDb } = createAimDb({
    records: {
      t: { schemaType: "temperature", buffer: "SingleLatest" },
      g: { schemaType: "gps_location", buffer: "SingleLatest" },
    },
  });
  // Never rendered: hooks run in components only.
  function Component(): null {
    expectTypeOf(use("t")).toEqualTypeOf<Temperature | null>();
    expectTypeOf(use("t", { sync: "frame" })).toEqualTypeOf<Temperature | null>();
    expectTypeOf(use("t", (value) => value?.celsius)).toEqualTypeOf<number | undefined>();
    expectTypeOf(useSetRecord("g")).parameter(0).toEqualTypeOf<GpsLocationInput>();
    expectTypeOf(useRecordHistory("g", 3)).toEqualTypeOf<readonly GpsLocation[]>();
    expectTypeOf(useAimDb()!.get("g")).toEqualTypeOf<GpsLocation | null>();
    // The seed's, with the type named by the call.
    expectTypeOf(useRecord<Temperature>("sensors.temperature.vienna")).toEqualTypeOf<Temperature | null>();
    expectTypeOf(useTemperature("t")).toEqualTypeOf<Temperature | null>();
    // @ts-expect-error -- no such key
    use("x");
    // @ts-expect-error -- no such field
    use("t", (value) => value?.percent);
    // @ts-expect-error -- another contract's value
    useSetRecord("t")({ percent: 1, timestamp: 2 });
    // @ts-expect-error -- no such way to follow a record
    use("t", { sync: "never" });
    return null;
  }
  expect(Component).toBeTypeOf("function");
});
