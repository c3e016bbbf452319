import { createStore as createTinyStore } from "tinybase";
import { createStore } from "zustand/vanilla";
import { phases } from "../lib/loop.mjs";
import { contracts, MASK } from "../lib/samples.mjs";
import { Tally } from "../lib/tally.mjs";
import * as zod from "../peers/zod.mjs";

const { schemaType, values } = contracts.temperature;
const COUNT = 1000;

/** A thousand records with a listener each, written in turn: updates per second. */
export async function recordsCases({ ours, upstream }) {
  const keys = Array.from({ length: COUNT }, (_, n) => `records.${n}`);
  const config = Object.fromEntries(keys.map((key) => [key, { schemaType, buffer: "SingleLatest" }]));
  const db = await ours.database(config);
  const theirs = await upstream.database(config);
  const records = keys.map((key) => db.record(key));
  const stores = keys.map(() => createStore(() => ({ value: null })));
  const tiny = createTinyStore();
  const tallies = { ours: new Tally(), upstream: new Tally(), zustand: new Tally(), tinybase: new Tally() };
  keys.forEach((key, n) => {
    records[n].subscribe(tallies.ours.receive);
    theirs.subscribe(key, tallies.upstream.receive);
    stores[n].subscribe(({ value }) => tallies.zustand.receive(value));
    tiny.addRowListener("records", key, () => tallies.tinybase.receive(tiny.getRow("records", key)));
  });
  await new Promise((resolve) => setTimeout(resolve, 20));

  const schema = zod.schemas.temperature;
  const value = "values[(i + round) & MASK]";
  const writes = {
    ours: [`records[i].set(${value});`, { records, tally: tallies.ours }],
    upstream: [`db.set(keys[i], ${value});`, { db: theirs, tally: tallies.upstream }],
    "zod+zustand": [`stores[i].setState({ value: schema.parse(${value}) });`, { stores, schema, tally: tallies.zustand }],
    "zod+tinybase": [
      `tiny.setRow("records", keys[i], schema.parse(${value}));`,
      { tiny, schema, tally: tallies.tinybase },
    ],
  };
  const lastOf = {
    ours: () => records[COUNT - 1].get(),
    upstream: () => theirs.get(keys[COUNT - 1]),
    "zod+zustand": () => stores[COUNT - 1].getState().value,
    "zod+tinybase": () => tiny.getRow("records", keys[COUNT - 1]),
  };
  const subjects = {};
  const agree = {};
  for (const [subject, [write, bindings]] of Object.entries(writes)) {
    const run = phases(
      "",
      `const arrived = tally.expect(COUNT); for (let i = 0; i < COUNT; i++) { ${write} } await arrived;`,
      { keys, values, MASK, COUNT, ...bindings },
    );
    subjects[subject] = run;
    agree[subject] = async () => {
      await run(1);
      return lastOf[subject]();
    };
  }
  return [{ name: `records/${COUNT}`, unit: "updates/s", operations: COUNT, subjects, agree }];
}
