// What goes wrong with values on their way into a database.

import { define } from "./values.mjs";

class Instance {
  constructor(fields) {
    for (const key of Object.keys(fields)) define(this, key, fields[key]);
  }
  get celsius() {
    return 1;
  }
}

const wrong = [
  null, undefined, true, false, 0, -0, 1, -1, 1.5, 0.1, 255, 256, -129, 65536, 2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 53),
  2 ** 64, 1e21, 1e39, -1e39, 3.4028235677973366e38, 1e300, 5e-324, NaN, Infinity, -Infinity,
  0n, 1n, -1n, 255n, 256n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n, 2n ** 64n, -(2n ** 63n) - 1n,
  "", "1", "a", "null", "\ud800", "ok\udc00", "🌡️", "x".repeat(70000), "é".repeat(200), "__proto__",
  Symbol("s"), () => 1, Object(1.5), Object("boxed"), Object(true), Object(7n), new Date(0), new Date(NaN),
  new Map([["celsius", 1]]), new Set([1]), new Uint8Array(3), /x/, new Error("e"),
  [], [1], [null], [undefined], [[]], new Array(3), {}, { celsius: 1 }, Object.create(null), Object.create({ celsius: 1 }),
  { toJSON: () => 1.5 }, { toJSON: () => ({}) }, new Proxy({}, {}), new Proxy([1, 2], {}), Object.freeze({ x: 1, y: 2 }),
  ["a", "b"], { Level: 1 }, { level: 1 }, { idle: null }, { level: 1, idle: null }, "idle", "Idle", { kind: "Idle" }, { kind: 3 },
];

/** A copy of the value with one thing changed somewhere in it. */
export function mutate(value, rng) {
  const places = [];
  collect(value, null, null, places);
  const place = rng.pick(places);
  const copy = place.parent === null ? undefined : clone(value);
  return rng.pick([replace, replace, replace, remove, add, respell, dress])({ value, copy, place, rng });
}

/** Every place in a value: where it hangs, and what hangs there. */
function collect(value, parent, name, places) {
  places.push({ path: parent === null ? [] : [...parent, name], parent, value });
  if (typeof value !== "object" || value === null) return;
  const path = parent === null ? [] : [...parent, name];
  for (const key of Object.keys(value)) collect(value[key], path, key, places);
}

function clone(value) {
  if (typeof value !== "object" || value === null) return value;
  // An array may have named properties too; what is copied is what `collect` saw.
  const copy = Array.isArray(value) ? new Array(value.length) : {};
  for (const key of Object.keys(value)) define(copy, key, clone(value[key]));
  return copy;
}

function holder(root, path) {
  return path.slice(0, -1).reduce((object, step) => object[step], root);
}

function put({ copy, place }, made) {
  if (place.parent === null) return made;
  define(holder(copy, place.path), place.path.at(-1), made);
  return copy;
}

function replace(case_) {
  return put(case_, case_.rng.pick(wrong));
}

function remove({ value, copy, place }) {
  if (place.parent === null) return undefined;
  const object = holder(copy, place.path);
  const name = place.path.at(-1);
  // No splice: it asks the array for its constructor, which may be one of our values.
  if (Array.isArray(object) && /^\d+$/.test(name)) object.copyWithin(Number(name), Number(name) + 1).length -= 1;
  else delete object[name];
  return copy ?? value;
}

function add(case_) {
  const { place, rng } = case_;
  if (typeof place.value !== "object" || place.value === null) return replace(case_);
  const grown = clone(place.value);
  if (Array.isArray(grown)) grown.push(rng.pick(wrong));
  else define(grown, rng.pick(["extra", "", "old_third", "third_field", "a", "toJSON", "__proto__", "kind"]), rng.pick(wrong));
  return put(case_, grown);
}

/** The same text in other words: case changed, spaces added. */
function respell(case_) {
  const { place, rng } = case_;
  if (typeof place.value === "number") return put(case_, rng.pick([String(place.value), Number.isInteger(place.value) ? BigInt(place.value) : place.value + 0.5, -place.value]));
  if (typeof place.value === "string") return put(case_, rng.pick([place.value.toUpperCase(), ` ${place.value}`, `${place.value}\ud83d`]));
  return replace(case_);
}

/** The same fields in an object of another make. */
function dress(case_) {
  const { place, rng } = case_;
  if (typeof place.value !== "object" || place.value === null) return replace(case_);
  const fields = clone(place.value);
  return put(
    case_,
    rng.pick([
      () => new Instance(fields),
      () => Object.assign(Object.create(null), fields),
      () => Object.create(fields),
      () => new Proxy(fields, {}),
      () => withGetters(fields),
      () => Object.freeze(fields),
      () => hidden(fields),
      () => ({ ...fields, toJSON: () => fields }),
      () => ({ toJSON: () => place.value }),
      () => Object.assign([], fields),
      () => Object.entries(fields),
    ])(),
  );
}

function withGetters(fields) {
  const object = {};
  for (const key of Object.keys(fields)) {
    Object.defineProperty(object, key, { get: () => fields[key], enumerable: true });
  }
  return object;
}

/** Not enumerable: `JSON.stringify` passes over such a property. */
function hidden(fields) {
  const [first] = Object.keys(fields);
  if (first !== undefined && !Array.isArray(fields)) Object.defineProperty(fields, first, { enumerable: false });
  return fields;
}
