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
