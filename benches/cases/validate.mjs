import { loop } from "../lib/loop.mjs";
import { contracts, MASK } from "../lib/samples.mjs";
import * as ajv from "../peers/ajv.mjs";
import * as arktype from "../peers/arktype.mjs";
import * as typebox from "../peers/typebox.mjs";
import * as valibot from "../peers/valibot.mjs";
import * as zod from "../peers/zod.mjs";

/**
 * Is this value what the contract says? Ours, zod and valibot give a value of their own
 * making, arktype the value itself; plain, ajv and typebox only say yes or no.
 */
export function validateCases({ ours, plain }) {
  return [...acceptedCases({ ours, plain }), ...refusedCases({ ours })];
}

function acceptedCases({ ours, plain }) {
  return Object.entries(contracts).map(([name, { values }]) => {
    const scope = { values, MASK };
    const contract = ours.contracts[name];
    const { validate } = plain[name];
    const first = values[0];
    return {
      name: `validate/${name}`,
      unit: "ns",
      subjects: {
        ours: loop("kept.value = validate(contract, values[i & MASK]);", { ...scope, validate: ours.validate, contract }),
        plain: loop("kept.value = validate(values[i & MASK]);", { ...scope, validate }),
        zod: loop("kept.value = schema.parse(values[i & MASK]);", { ...scope, schema: zod.schemas[name] }),
        valibot: loop("kept.value = parse(schema, values[i & MASK]);", {
          ...scope,
          parse: valibot.parse,
          schema: valibot.schemas[name],
        }),
        ajv: loop("kept.value = check(values[i & MASK]);", { ...scope, check: ajv.checks[name] }),
        typebox: loop("kept.value = schema.Check(values[i & MASK]);", { ...scope, schema: typebox.checks[name] }),
        arktype: loop("kept.value = schema(values[i & MASK]);", { ...scope, schema: arktype.schemas[name] }),
      },
      agree: {
        ours: () => ours.validate(contract, first).value,
        plain: () => validate(first) && first,
        zod: () => zod.schemas[name].parse(first),
        valibot: () => valibot.parse(valibot.schemas[name], first),
        ajv: () => ajv.checks[name](first) && first,
        typebox: () => typebox.checks[name].Check(first) && first,
        arktype: () => arktype.schemas[name](first),
      },
    };
  });
}

/**
 * What is wrong with this value? Ours, zod, valibot and arktype say so in words and with a path,
 * ajv with a list of its errors.
 */
function refusedCases({ ours }) {
  return Object.entries(contracts).map(([name, { values }]) => {
    // Parsed, as what comes from elsewhere is: texts in place of numbers would else change how
    // the engine keeps the good values, which are of the same making.
    const spoilt = values.map((value) => JSON.parse(JSON.stringify(SPOIL[name](value))));
    const scope = { values: spoilt, MASK };
    const contract = ours.contracts[name];
    const first = spoilt[0];
    const refused = (is) => (is ? "refused" : undefined);
    return {
      name: `validate-refused/${name}`,
      unit: "ns",
      subjects: {
        ours: loop("kept.value = validate(contract, values[i & MASK]);", { ...scope, validate: ours.validate, contract }),
        zod: loop("kept.value = schema.safeParse(values[i & MASK]);", { ...scope, schema: zod.schemas[name] }),
        valibot: loop("kept.value = safeParse(schema, values[i & MASK]);", {
          ...scope,
          safeParse: valibot.safeParse,
          schema: valibot.schemas[name],
        }),
        ajv: loop("kept.value = check(values[i & MASK]) || check.errors;", { ...scope, check: ajv.checks[name] }),
        arktype: loop("kept.value = schema(values[i & MASK]);", { ...scope, schema: arktype.schemas[name] }),
      },
      agree: {
        ours: () => refused(!ours.validate(contract, first).ok),
        zod: () => refused(!zod.schemas[name].safeParse(first).success),
        valibot: () => refused(!valibot.safeParse(valibot.schemas[name], first).success),
        ajv: () => refused(!ajv.checks[name](first)),
        arktype: () => refused(arktype.schemas[name](first) instanceof arktype.Errors),
      },
    };
  });
}

/** A text where a number should be, as a form may send it. */
const SPOIL = {
  temperature: (value) => ({ ...value, celsius: "warm" }),
  gps: (value) => ({ ...value, latitude: "north" }),
  status: (value) => ({ ...value, location: { ...value.location, latitude: "north" } }),
};
