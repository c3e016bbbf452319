import { expect, test } from "vitest";
import { ContractViolation, isContractViolation, StationStatus, validate } from "@aimdb/wasm";
import { makeDb } from "./help.js";

const status = {
  state: "online",
  firmware: "1.4.2",
  tags: ["roof", "south"],
  location: { latitude: 48.2, longitude: 16.37, altitude: 171, accuracy: 4.5, timestamp: 1 },
  last_error: "fan stuck",
  timestamp: 2,
} as const;

function violation(value: unknown): ContractViolation {
  const db = makeDb();
  db.configureRecord("station", { schemaType: "station_status", buffer: "SingleLatest" });
  try {
    db.set("station", value);
  } catch (error) {
    expect(isContractViolation(error)).toBe(true);
    return error as ContractViolation;
  }
  throw new Error("no violation");
}

test("a violation says contract, key, path, expected and received", () => {
  const error = violation({ ...status, location: { ...status.location, latitude: "48" } });
  expect(error).toBeInstanceOf(ContractViolation);
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({
    name: "ContractViolation",
    contract: "station_status",
    key: "station",
    path: ["location", "latitude"],
  });
  expect(error.expected).toMatch(/f64/);
  expect(error.received).toMatch(/48/);
  expect(error.message).toBe(
    `station_status at station: location.latitude: expected ${error.expected}, got ${error.received}`,
  );
});

test.each<[string, unknown, readonly (string | number)[], RegExp]>([
  ["in a list", { ...status, tags: ["a", 5] }, ["tags", 1], /5/],
  ["a variant", { ...status, state: "onlien" }, ["state"], /onlien/],
  ["missing", { ...status, firmware: undefined }, ["firmware"], /nothing/],
  ["NaN", { ...status, location: { ...status.location, longitude: NaN } }, ["location", "longitude"], /^NaN$/],
  ["-Infinity", { ...status, location: { ...status.location, altitude: -Infinity } }, ["location", "altitude"], /^-Infinity$/],
  ["NaN where null would do", { ...status, location: { ...status.location, altitude: NaN } }, ["location", "altitude"], /^NaN$/],
  ["a lone surrogate", { ...status, firmware: "a\ud800b" }, ["firmware"], /surrogate/],
  ["a lone surrogate in a list", { ...status, tags: ["\udfff"] }, ["tags", 0], /surrogate/],
  ["a cycle", { ...status, location: cycle() }, ["location", "latitude"], /a cycle/],
  ["a bigint for text", { ...status, firmware: 5n }, ["firmware"], /5/],
  ["a function in a list", { ...status, tags: [() => {}] }, ["tags", 0], /null/],
])("paths: %s", (_name, value, path, received) => {
  const error = violation(value);
  expect(error.path).toEqual(path);
  expect(error.received).toMatch(received);
  expect(error.message).toContain(error.received);
});

function cycle(): unknown {
  const location: Record<string, unknown> = { ...status.location };
  location["latitude"] = location;
  return location;
}

test("the same words whichever way the value came", () => {
  const { firmware: _, ...rest } = status;
  const byValue = validate(StationStatus, rest);
  const byText = validate(StationStatus, JSON.stringify(rest));
  expect(byValue.error?.message).toBe(byText.error?.message);
  expect(violation(rest).message.replace(" at station", "")).toBe(byText.error?.message);
});

test("what a contract does not know is not looked at, on either path", () => {
  const db = makeDb();
  db.configureRecord("station", { schemaType: "station_status", buffer: "SingleLatest" });
  const cyclic: Record<string, unknown> = {};
  cyclic["self"] = cyclic;
  const extra = { nan: NaN, cyclic, get trap(): never { throw new Error("boom"); } };
  const plain = { ...status, extra };
  db.set("station", plain);
  expect(db.get("station")).toEqual(status);
  // An object of a class goes across as text.
  class Status {}
  db.set("station", Object.assign(new Status(), status, { extra, timestamp: 3 }));
  expect(db.get("station")).toEqual({ ...status, timestamp: 3 });
});

test("a value too large for the frame goes across as text, both ways", () => {
  const db = makeDb();
  db.configureRecord("station", { schemaType: "station_status", buffer: "SingleLatest" });
  const large = { ...status, firmware: "x".repeat(100_000), tags: Array.from({ length: 5000 }, (_, n) => `tag ${n} ü`) };
  db.set("station", large);
  expect(db.get("station")).toEqual(large);
  expect(db.get("station")).toBe(db.get("station"));
});

test("text is what JSON.stringify would write", () => {
  const db = makeDb();
  db.configureRecord("station", { schemaType: "station_status", buffer: "SingleLatest" });
  class Tagged {
    toJSON(): string {
      return "tagged";
    }
  }
  const sent = Object.assign(Object.create(null), status, {
    firmware: new String("boxed"),
    tags: [new Tagged(), "ünï\n\u2028", new Date(0)],
    timestamp: new Number(7),
    nothing: undefined,
    skipped: Symbol("s"),
    last_error: undefined,
  });
  db.set("station", sent);
  expect(db.get("station")).toEqual(JSON.parse(JSON.stringify(sent)));
});

test("a brand tells violations of another copy of the package", () => {
  const error = violation({});
  const copy: Error & Record<PropertyKey, unknown> = Object.assign(new Error("copied"));
  for (const symbol of Object.getOwnPropertySymbols(error)) copy[symbol] = true;
  expect(isContractViolation(copy)).toBe(true);
  expect(isContractViolation(new Error("other"))).toBe(false);
  expect(isContractViolation(null)).toBe(false);
});
