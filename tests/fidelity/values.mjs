// Values of a layout, as the host describes it (host/src/describe.rs).

const words = ["", "a", "warm", "größe", "🌡️", "\u0000", "\"quoted\"", "x".repeat(40), "日本語", "inf", "1"];

/** A value that serde reads; now and then near the edge of it. */
export function valueOf(layout, rng) {
  switch (layout.kind) {
    case "bool":
      return rng.chance(0.5);
    case "int":
      return integer(layout, rng);
    case "f32":
      return Math.fround(float(rng, 1e30));
    case "f64":
      return float(rng, 1e300);
    case "text":
      return rng.chance(0.1) ? randomText(rng) : rng.pick(words);
    case "option":
      return rng.chance(0.3) ? rng.pick([null, undefined]) : valueOf(layout.of, rng);
    case "seq":
      return Array.from({ length: rng.below(4) }, () => valueOf(layout.of, rng));
    case "array":
      return Array.from({ length: layout.len }, () => valueOf(layout.of, rng));
    case "map":
      return Object.fromEntries(
        Array.from({ length: rng.below(4) }, () => [rng.pick([...words, "__proto__", "toString"]), valueOf(layout.of, rng)]),
      );
    case "struct":
      return structure(layout.fields, rng);
    case "enum":
      return variant(layout, rng);
    default:
      return rng.pick([1.5, "text", { x: 1, y: 2 }, null, [1, "a"], true]);
  }
}

/** Values of contracts whose layout serde alone knows, by contract. */
const opaque = {
  flat: (rng) => ({ label: rng.pick(words), x: float(rng, 1e300), y: float(rng, 1e300) }),
  flat_generic: (rng) => ({ ...stamped(anyFloat(rng), rng), last: rng.pick([null, stamped(rng.pick(words), rng)]) }),
  untagged: (rng) => rng.pick([anyFloat(rng), rng.pick(words), { x: 1, y: anyFloat(rng) }]),
  adjacent: (rng) => rng.pick([{ t: "Idle" }, { t: "Level", c: anyFloat(rng) }]),
  foreign: (rng) => ({ period: { secs: anyInteger(rng), nanos: rng.below(1e9) }, label: rng.pick(words) }),
  tuple: (rng) => [anyFloat(rng), rng.pick(words)],
  order: (rng) =>
    rng.pick([
      { order: "Go", with: { longitude: anyFloat(rng), speed: anyFloat(rng) } },
      { order: "Wait", with: stamped(rng.below(2 ** 32), rng) },
      { order: "Both", with: [{ longitude: 1, speed: 2.5 }, { inside: { x: anyFloat(rng) } }] },
      { order: "Stop" },
    ]),
  flat_numbers: (rng) => ({
    count: anyInteger(rng),
    change: -anyInteger(rng),
    ratio: anyFloat(rng),
    wide: anyFloat(rng),
    ...rng.pick([{}, { note: null }, { note: "a" }]),
  }),
};

const stamped = (value, rng) => ({ value, at: anyInteger(rng) });

/** Also such that no `f32` holds. */
const anyFloat = (rng) => float(rng, rng.pick([1e30, 1e300]));

/** Also such that a number does not hold. */
const anyInteger = (rng) => rng.pick([rng.below(1e9), Number.MAX_SAFE_INTEGER, 2 ** 53 + 2, 2n ** 60n + 1n]);

/** A value of a contract. */
export function valueOfContract({ name, layout }, rng) {
  const make = opaque[name];
  return make !== undefined && rng.chance(0.8) ? make(rng) : valueOf(layout, rng);
}

function integer({ bits, signed, bigint }, rng) {
  if (bits === 64) {
    if (bigint && rng.chance(0.6)) {
      const edge = rng.pick(signed ? [-(2n ** 63n), 2n ** 63n - 1n] : [0n, 2n ** 64n - 1n]);
      return rng.chance(0.2) ? edge : BigInt(rng.below(1e9)) * BigInt(rng.below(1e9));
    }
    const size = Math.floor(rng.next() * Number.MAX_SAFE_INTEGER);
    return rng.chance(0.2) ? rng.pick([0, 1, Number.MAX_SAFE_INTEGER]) : signed && rng.chance(0.5) ? -size : size;
  }
  const span = 2 ** bits;
  const least = signed ? -span / 2 : 0;
  return rng.chance(0.2) ? rng.pick([least, least + span - 1, 0]) : least + Math.floor(rng.next() * span);
}

function float(rng, largest) {
  return rng.pick([
    () => rng.below(2000) / 10 - 100,
    () => rng.below(100000) - 50000,
    () => (rng.next() - 0.5) * 2 * largest,
    () => rng.next() / largest,
    () => rng.pick([0, -0, 1, -1, 0.1, 22.1, 1e21, 5e-324, 16777217, 123456.789]),
  ])();
}

function randomText(rng) {
  return Array.from({ length: rng.below(12) }, () => String.fromCodePoint(codePoint(rng))).join("");
}

function codePoint(rng) {
  const point = rng.below(rng.pick([0x80, 0x800, 0xd800, 0x10ffff]));
  return point >= 0xd800 && point < 0xe000 ? 0xe000 : point;
}

function structure(fields, rng) {
  const value = {};
  for (const field of rng.chance(0.1) ? shuffled(fields, rng) : fields) {
    if (field.optional && rng.chance(0.3)) continue;
    if (!field.written && !rng.chance(0.1)) continue;
    const name = field.aliases.length > 0 && rng.chance(0.2) ? rng.pick(field.aliases) : field.name;
    define(value, name, valueOf(field.type, rng));
  }
  return value;
}

function shuffled(list, rng) {
  return list
    .map((item) => [rng.next(), item])
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}

function variant({ tag, variants }, rng) {
  const { name, aliases, payload } = rng.pick(variants);
  const called = aliases.length > 0 && rng.chance(0.3) ? rng.pick(aliases) : name;
  if (tag !== null) return { [tag]: called, ...(payload === null ? {} : valueOf(payload, rng)) };
  return payload === null ? called : { [called]: valueOf(payload, rng) };
}

/** Sets an own property whatever its name. */
export function define(object, name, value) {
  Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
}
