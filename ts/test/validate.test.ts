import type { StandardSchemaV1 } from "@standard-schema/spec";
import { expect, test } from "vitest";
import { GpsLocation, StationStatus, Temperature, validate } from "@aimdb/wasm";

test("a good value", () => {
  const input = { celsius: 21.5, timestamp: 5 };
  const result = validate(Temperature, input);
  expect(result).toEqual({ ok: true, value: input });
  expect(result.value).not.toBe(input);
});

test("a bad value", () => {
  const result = validate(Temperature, { celsius: "hot", timestamp: 5 });
  expect(result.ok).toBe(false);
  expect(result.error).toMatchObject({ contract: "temperature", key: null, path: ["celsius"] });
});

test("JSON text, as a socket gives it", () => {
  expect(validate(Temperature, '{"celsius":1,"timestamp":2,"more":[]}')).toEqual({
    ok: true,
    value: { celsius: 1, timestamp: 2 },
  });
  expect(validate(Temperature, '{"celsius":1').error?.message).toMatch(/temperature/);
  expect(validate(Temperature, "").ok).toBe(false);
});

test("the seed's step for an existing socket", () => {
  const accepted: unknown[] = [];
  const warned: unknown[] = [];
  for (const data of ['{"celsius":20,"timestamp":1}', '{"celsius":null,"timestamp":1}']) {
    const result = validate(Temperature, data);
    if (result.ok) accepted.push(result.value);
    else warned.push(result.error.path);
  }
  expect(accepted).toEqual([{ celsius: 20, timestamp: 1 }]);
  expect(warned).toEqual([["celsius"]]);
});

test("optional fields", () => {
  const place = { latitude: 1, longitude: 2, timestamp: 3 };
  expect(validate(GpsLocation, place).ok).toBe(true);
  expect(validate(GpsLocation, { ...place, altitude: null }).ok).toBe(true);
  expect(validate(GpsLocation, { ...place, altitude: 5 }).ok).toBe(true);
});

test("contracts are Standard Schema validators", () => {
  const schema: StandardSchemaV1<Temperature, Temperature> = Temperature;
  expect(schema["~standard"]).toMatchObject({ version: 1, vendor: "aimdb" });
  expect(schema["~standard"].validate({ celsius: 1, timestamp: 2 })).toEqual({
    value: { celsius: 1, timestamp: 2 },
  });
  // A string is a value here, not JSON text.
  const result = schema["~standard"].validate('{"celsius":1,"timestamp":2}');
  if (result instanceof Promise) throw new Error("not asynchronous");
  expect(result.issues).toHaveLength(1);

  const nested = StationStatus["~standard"].validate({ location: { latitude: "x" } });
  expect(nested.issues?.[0]?.message).toMatch(/station_status/);
  expect(Array.isArray(nested.issues?.[0]?.path)).toBe(true);
});

test("contracts know what people want to know", () => {
  expect(Temperature).toMatchObject({
    schemaType: "temperature",
    version: 1,
    unit: "°C",
    signal: "celsius",
    fields: { celsius: { unit: "°C" } },
  });
});
