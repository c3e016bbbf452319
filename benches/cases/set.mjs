import { createStore as createTinyStore } from "tinybase";
import { createStore } from "zustand/vanilla";
import { loop } from "../lib/loop.mjs";
import { contracts, MASK } from "../lib/samples.mjs";
import * as zod from "../peers/zod.mjs";

/** Checks a value and stores it; nobody listens. */
export async function setCases({ ours, upstream, plain }) {
  const cases = [];
  for (const [name, { schemaType, values }] of Object.entries(contracts)) {
    const key = `set.${name}`;
    const records = { [key]: { schemaType, buffer: "SingleLatest" } };
    const db = await ours.database(records);
    const theirs = await upstream.database(records);
    const record = db.record(key);
    const { set, get } = plain[name];
    const store = createStore(() => ({ value: null }));
    const schema = zod.schemas[name];
    const scope = { values, MASK, key };
    const [first] = values;

    const subjects = {
      ours: loop("record.set(values[i & MASK]);", { ...scope, record }),
      "ours-by-key": loop("db.set(key, values[i & MASK]);", { ...scope, db }),
      upstream: loop("db.set(key, values[i & MASK]);", { ...scope, db: theirs }),
      plain: loop("set(values[i & MASK]);", { ...scope, set }),
      "zod+zustand": loop("store.setState({ value: schema.parse(values[i & MASK]) });", { ...scope, store, schema }),
    };
    const agree = {
      ours: () => (record.set(first), record.get()),
      "ours-by-key": () => (db.set(key, first), db.get(key)),
      upstream: () => (theirs.set(key, first), theirs.get(key)),
      plain: () => (set(first), get()),
      "zod+zustand": () => (store.setState({ value: schema.parse(first) }), store.getState().value),
    };
    // TinyBase has cells, not nested values.
    if (name !== "status") {
      const tiny = createTinyStore();
      subjects.tinybase = loop('tiny.setRow("records", key, values[i & MASK]);', { ...scope, tiny });
      agree.tinybase = () => (tiny.setRow("records", key, first), tiny.getRow("records", key));
    }
    cases.push({ name: `set/${name}`, unit: "ns", subjects, agree });
  }
  return cases;
}
