// Every way into the engine gives serde_json's verdict, and its value.
//
// FIDELITY_CASES (default 200000) and FIDELITY_SEED choose how much and what.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { before, describe, test } from "node:test";
import { inspect, isDeepStrictEqual } from "node:util";

import { build, dist, host } from "./build.mjs";
import { mutate } from "./mutations.mjs";
import { random } from "./random.mjs";
import { comparable, holdsBigint, judge, referenceText } from "./reference.mjs";
import { valueOfContract } from "./values.mjs";

const total = Number(process.env.FIDELITY_CASES ?? 200_000);
const seed = Number(process.env.FIDELITY_SEED ?? 20_261_122);
const batch = 5_000;

let zoo;
let contracts;
let crossing;
let glue;
let toText;

before(async () => {
  build();
  zoo = JSON.parse(execFileSync(host, ["describe"], { encoding: "utf8", maxBuffer: 1 << 28 }));
  const package_ = await import(`${dist}/index.js`);
  package_.initSync?.(readFileSync(`${dist}/aimdb_wasm_bg.wasm`)) ??
    (await package_.init(readFileSync(`${dist}/aimdb_wasm_bg.wasm`)));
  const { registry } = await import(`${dist}/generated/index.js`);
  contracts = Object.values(registry.contracts);
  crossing = await import(`${dist}/crossing.js`);
  glue = await import(`${dist}/glue.js`);
  ({ toText } = await import(`${dist}/text.js`));
});

/** The frame's verdict; `undefined` where it leaves the value to serde. */
function throughFrame(contract, value) {
  if (!crossing.encodes(contract, value)) return undefined;
  const outcome = glue.validateFrame(contract.index);
  if (outcome === 6) return undefined;
  return verdict(() => crossing.takeValue(outcome, contract));
}

/** The verdict on the value's JSON text, given inside wasm. */
function throughText(contract, value) {
  return verdict(() => {
    const outcome = glue.validateText(contract.index, toText(value).text);
    return crossing.takeValue(outcome, contract);
  });
}

/** The verdict a user gets, through Standard Schema. */
function throughContract(contract, value) {
  const result = contract["~standard"].validate(value);
  return result.issues === undefined
    ? { ok: true, value: result.value }
    : { ok: false, message: result.issues[0].message };
}

function verdict(give) {
  try {
    return { ok: true, value: give() };
  } catch (error) {
    if (error.name !== "ContractViolation") throw error;
    return { ok: false, message: error.message };
  }
}

/** Whether a verdict of ours is the reference's, overrides aside (docs/boundary.md). */
function agrees(ours, reference) {
  if (!reference.ok) return !ours.ok;
  // A plain 64-bit field is a number: what does not fit one is rejected, never rounded.
  if (!ours.ok) return holdsBigint(reference.value) && /2\^53|safe|bigint/i.test(ours.message);
  return isDeepStrictEqual(comparable(ours.value), reference.value);
}

describe("fidelity to serde_json", () => {
  test("the contracts are those of the host", () => {
    assert.deepEqual(contracts.map(({ schemaType }) => schemaType), zoo.map(({ name }) => name));
  });

  test("values that chance seldom makes", async () => {
    const cases = rare.map(([name, value]) => ({ index: zoo.findIndex((contract) => contract.name === name), value }));
    const references = await judge(host, cases.map(({ index, value }) => [index, referenceText(value)]));
    cases.forEach(({ index, value }, at) => {
      const contract = contracts[index];
      for (const path of [throughFrame, throughText, throughContract]) {
        const ours = path(contract, value);
        if (ours === undefined) continue;
        assert.ok(agrees(ours, references[at]), inspect({ path: path.name, value, ours, reference: references[at] }, { depth: 4 }));
      }
    });
    const accepted = references.filter(({ ok }) => ok).length;
    assert.ok(accepted > 5 && rare.length - accepted > 5, "both verdicts are met");
  });

  test(`${total} values, seed ${seed}`, async (context) => {
    const rng = random(seed);
    const count = { valid: 0, rejected: 0, framed: 0, plainDiffers: 0 };
    const disagreements = [];
    for (let done = 0; done < total && disagreements.length < 20; done += batch) {
      const cases = Array.from({ length: Math.min(batch, total - done) }, () => {
        const index = rng.below(zoo.length);
        let value = valueOfContract(zoo[index], rng);
        while (rng.chance(0.5)) value = mutate(value, rng);
        return { index, value };
      });
      const asked = cases.map(({ index, value }) => [index, referenceText(value) ?? "undefined"]);
      const references = await judge(host, asked);
      cases.forEach(({ index, value }, at) => {
        const reference = references[at];
        count[reference.ok ? "valid" : "rejected"]++;
        const contract = contracts[index];
        const paths = {
          frame: throughFrame(contract, value),
          text: throughText(contract, value),
          contract: throughContract(contract, value),
        };
        if (paths.frame !== undefined) count.framed++;
        for (const [path, ours] of Object.entries(paths)) {
          if (ours === undefined || agrees(ours, reference)) continue;
          disagreements.push({ contract: zoo[index].name, path, value, text: asked[at][1], ours, reference });
        }
        if (paths.text.ok === false && paths.contract.message !== paths.text.message && !paths.contract.ok) {
          // Blemishes name what JSON could not say; the rest of the text is the same.
          assert.match(paths.contract.message, /expected .*, got /s);
        }
        if (!plainAgrees(index, value, reference)) count.plainDiffers++;
      });
    }
    context.diagnostic(inspect(count));
    assert.equal(disagreements.length, 0, inspect(disagreements, { depth: 8, breakLength: 120 }));
    assert.ok(count.framed > total / 4, "frames take a good part of the values");
    assert.ok(count.valid > total / 5 && count.rejected > total / 5, "both verdicts are met often");
  });
});

/** So many levels of lists. */
function deep(levels) {
  let value = 0;
  for (let i = 0; i < levels; i++) value = [value];
  return value;
}

const half = "\ud800";
const corner = { x: 1.5, label: "a" };
const placed = (fields) => ["buffered", { kind: "Placed", at: corner, trail: [], by_name: {}, ...fields }];
const ownProto = (fields, value) => Object.defineProperty({ ...fields }, "__proto__", { value, enumerable: true });

/** By contract: what serde reads though it does not know it, and what it then refuses. */
const rare = [
  // Under a tag inside everything is read, known or not, however deep it stands.
  placed({}),
  placed({ at: { ...corner, more: "fine" } }),
  placed({ at: { ...corner, more: half } }),
  placed({ at: { ...corner, more: deep(200) } }),
  placed({ trail: [corner, { x: 1, more: half }] }),
  placed({ by_name: { a: { x: 1, more: half } } }),
  placed({ by_name: { [half]: corner } }),
  placed({ bend: { Round: { radius: 1, from: corner, more: half } } }),
  placed({ bend: { Round: { radius: 1, from: { ...corner, more: half } } } }),
  placed({ bend: { Sharp: { x: 1, name: "an alias" } } }),
  placed({ bend: { Sharp: { x: 1, name: "twice", label: "b" } } }),
  placed({ more: half }),
  ["buffered", { kind: "Nothing", more: half }],
  // Elsewhere what is not known is skipped unread.
  ["only_nested", { point: { x: 1, y: 2, more: half }, strict: { a: 1 } }],
  ["only_nested", { point: { x: 1, y: 2, more: deep(200) }, strict: { a: 1 } }],
  ["only_nested", { point: { x: 1, y: 2 }, strict: { a: 1, more: 1 } }],
  // Names that objects have anyway.
  ["sparse", ownProto({ at: 1, slots: [] }, true)],
  ["sparse", { at: 1, slots: [], __proto__: true }],
  // `null` for a missing float, beside one that takes printing it.
  ["optional_floats", { narrow: 1e30, maybe: null, list: [null, 1e30], wide: null }],
  ["optional_floats", { narrow: 16777217, list: [], wide: 1e300 }],
  ["optional_floats", { narrow: 1e-20, maybe: 1e39, list: [] }],
  // A transparent newtype around an option may be absent; a newtype may not.
  ["transparent", { clears: [null, 1], label: "a" }],
  ["newtypes", { text: "a", point: { x: 1, y: 2 }, big: 1n, triple: [], places: [] }],
];

/** What serde-wasm-bindgen alone would say; only counted (docs/boundary.md). */
function plainAgrees(index, value, reference) {
  try {
    const text = glue.readPlain(index, value);
    return reference.ok && isDeepStrictEqual(JSON.parse(text), comparable(reference.value));
  } catch {
    return !reference.ok;
  }
}
