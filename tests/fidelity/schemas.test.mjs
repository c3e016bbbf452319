// The JSON Schemas of `aimdb-wasm inspect`, run by ajv: they take what serde takes, and
// refuse what it refuses, as far as a schema can say it.
//
// SCHEMA_CASES (default 20000) and FIDELITY_SEED choose how much and what.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { before, test } from "node:test";
import { inspect } from "node:util";

import { buildHost, driver, host } from "./build.mjs";
import { mutate } from "./mutations.mjs";
import { random } from "./random.mjs";
import { exact, holdsBigint, judge, referenceText } from "./reference.mjs";
import { valueOf } from "./values.mjs";

const { default: Ajv } = createRequire(new URL("../../benches/package.json", import.meta.url))("ajv/dist/2020.js");
const total = Number(process.env.SCHEMA_CASES ?? 20_000);
const seed = Number(process.env.FIDELITY_SEED ?? 20_261_122);

let layouts;
let contracts;

const ask = (program, ...args) => JSON.parse(execFileSync(program, args, { encoding: "utf8", maxBuffer: 1 << 28 }));

before(() => {
  buildHost();
  layouts = ask(host, "describe");
  // One ajv a schema: definitions of the same name differ by direction.
  const compile = (schema) => new Ajv({ strict: true, ownProperties: true }).compile(schema);
  contracts = ask(driver, "inspect", "--format", "json").contracts.map(({ name, schema }) => ({
    name,
    known: !JSON.stringify(schema).includes("$comment"),
    // ajv passes over properties of these names.
    seen: !/"(__proto__)?":/.test(JSON.stringify(schema)),
    input: compile(schema.input),
    output: compile(schema.output),
  }));
});

/** What serde takes beside the form it writes, and no schema offers. */
function isOtherForm(value, layout) {
  if (typeof value !== "object" || value === null) return false;
  switch (layout.kind) {
    case "struct":
      // A struct may come as a list of its fields.
      return Array.isArray(value) || layout.fields.some(({ name, aliases, type }) =>
        [name, ...aliases].some((key) => Object.hasOwn(value, key) && isOtherForm(value[key], type)));
    case "enum":
      return Array.isArray(value) || layout.variants.some(({ name, aliases, payload }) =>
        // A variant without data may come as an object with `null`.
        layout.tag !== null ? isOtherForm(value, payload ?? { kind: "struct", fields: [] })
          : [name, ...aliases].some((key) => Object.hasOwn(value, key) && (payload === null || isOtherForm(value[key], payload))));
    case "option":
      return isOtherForm(value, layout.of);
    case "seq":
    case "array":
    case "map":
      return layout.of !== null && Object.values(value).some((part) => isOtherForm(part, layout.of));
    default:
      return false;
  }
}

/** Half a step above the largest `f32`: which way it goes depends on where it stands. */
const between = "3.4028235677973366e+38";

/** What serde refuses for reasons that a schema has no words for. */
function isUnspeakable(text, name) {
  // Half a surrogate pair is a string to JSON Schema; a payload of an older version is judged by its migration.
  return /\\u[dD][89a-fA-F]/.test(text) || text.includes(between) || name === "versioned";
}

test("they are draft 2020-12, and strict", () => {
  assert.equal(contracts.length, layouts.length);
  assert.ok(contracts.filter(({ known }) => known).length > contracts.length / 2);
});

test(`${total} values, seed ${seed}`, async (context) => {
  const rng = random(seed);
  const cases = Array.from({ length: total }, () => {
    const index = rng.below(layouts.length);
    let value = valueOf(layouts[index].layout, rng);
    while (rng.chance(0.4)) value = mutate(value, rng);
    return { index, text: referenceText(value) };
  }).filter(({ text }) => text !== undefined && !text.includes("1e999"));
  const references = await judge(host, cases.map(({ index, text }) => [index, text]));

  const count = { accepted: 0, refused: 0, otherForm: 0, unspeakable: 0 };
  const disagreements = [];
  cases.forEach(({ index, text }, at) => {
    const { name, known, seen, input, output } = contracts[index];
    if (!seen) return;
    const reference = references[at];
    // What a number cannot hold, ajv does not see.
    if (holdsBigint(exact(text))) return;
    const value = JSON.parse(text);
    const taken = input(value);
    if (reference.ok && !output(reference.value)) {
      disagreements.push({ name, way: "output", text, value: reference.value, errors: output.errors });
    }
    if (taken === reference.ok) count[taken ? "accepted" : "refused"]++;
    else if (reference.ok && isOtherForm(value, layouts[index].layout)) count.otherForm++;
    else if (!reference.ok && (!known || isUnspeakable(text, name))) count.unspeakable++;
    else disagreements.push({ name, way: "input", text, schema: input.errors, serde: reference.message ?? "accepted" });
  });
  context.diagnostic(inspect(count));
  assert.equal(disagreements.length, 0, inspect(disagreements.slice(0, 20), { depth: 6, breakLength: 120 }));
  assert.ok(count.accepted > total / 5 && count.refused > total / 6, "both verdicts are met often");
});
