import { createStore as createTinyStore } from "tinybase";
import { createStore } from "zustand/vanilla";
import { loop, phases } from "../lib/loop.mjs";
import { contracts, MASK } from "../lib/samples.mjs";

/** Records read in turn. */
const COUNT = 256;
const EACH = "for (let i = 0; i < keys.length; i++)";

/** Reads the current value: of records written since the last read, and of records that were not. */
export async function getCases({ ours, upstream, plain }) {
  const cases = [];
  for (const [name, { schemaType, values }] of Object.entries(contracts)) {
    const keys = Array.from({ length: COUNT }, (_, n) => `get.${name}.${n}`);
    const config = Object.fromEntries(keys.map((key) => [key, { schemaType, buffer: "SingleLatest" }]));
    const db = await ours.database(config);
    const theirs = await upstream.database(config);
    const records = keys.map((key) => db.record(key));
    const { set, get } = plain[name];
    const stores = keys.map(() => createStore(() => ({ value: null })));
    const tiny = createTinyStore();
    const scope = { keys, values, MASK, LAST: COUNT - 1 };

    const writes = {
      ours: ["records[i].set(values[(i + round) & MASK]);", { records }],
      upstream: ["db.set(keys[i], values[(i + round) & MASK]);", { db: theirs }],
      plain: ["if (i === 0) set(values[round & MASK]);", { set }],
      zustand: ["stores[i].setState({ value: values[(i + round) & MASK] });", { stores }],
    };
    const reads = {
      ours: "kept.value = records[i & LAST].get();",
      upstream: "kept.value = db.get(keys[i & LAST]);",
      plain: "kept.value = get();",
      zustand: "kept.value = stores[i & LAST].getState().value;",
    };
    const scopes = { ours: { records }, upstream: { db: theirs }, plain: { get }, zustand: { stores } };
    if (name !== "status") {
      writes.tinybase = ['tiny.setRow("records", keys[i], values[(i + round) & MASK]);', { tiny }];
      reads.tinybase = 'kept.value = tiny.getRow("records", keys[i & LAST]);';
      scopes.tinybase = { tiny };
    }

    const fill = () => {
      keys.forEach((key, n) => {
        const value = values[n & MASK];
        records[n].set(value);
        theirs.set(key, value);
        stores[n].setState({ value });
        if (name !== "status") tiny.setRow("records", key, value);
      });
      set(values[1]);
    };
    fill();
    const agree = {
      ours: () => (fill(), records[1].get()),
      upstream: () => theirs.get(keys[1]),
      plain: () => get(),
      zustand: () => stores[1].getState().value,
    };
    if (name !== "status") agree.tinybase = () => tiny.getRow("records", keys[1]);

    const changed = {};
    const unchanged = {};
    for (const [subject, read] of Object.entries(reads)) {
      const [write, bindings] = writes[subject];
      const all = { ...scope, ...bindings, ...scopes[subject] };
      changed[subject] = phases(`${EACH} { ${write} }`, `${EACH} { ${read} }`, all);
      unchanged[subject] = loop(read, all);
    }
    cases.push({ name: `get/changed/${name}`, unit: "ns", operations: COUNT, subjects: changed, agree });
    cases.push({ name: `get/unchanged/${name}`, unit: "ns", subjects: unchanged, agree });
  }
  return cases;
}
