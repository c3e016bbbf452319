import { createStore as createTinyStore } from "tinybase";
import { createStore } from "zustand/vanilla";
import { phases } from "../lib/loop.mjs";
import { contracts, MASK } from "../lib/samples.mjs";
import { Tally } from "../lib/tally.mjs";
import * as zod from "../peers/zod.mjs";

const { schemaType, values } = contracts.temperature;
/** Room for all values of a round. */
const buffer = { type: "SpmcRing", capacity: 1024 };

/** Waits for what is on its way, so that a case begins with nothing under way. */
const settle = () => new Promise((resolve) => setTimeout(resolve));

async function deliver(name, { ours, upstream }, subscribers, count) {
  const key = `${name}/record`;
  const db = await ours.database({ [key]: { schemaType, buffer } });
  const theirs = await upstream.database({ [key]: { schemaType, buffer } });
  const record = db.record(key);
  const tallies = { ours: new Tally(), upstream: new Tally() };
  for (let n = 0; n < subscribers; n++) {
    record.subscribe(tallies.ours.receive);
    theirs.subscribe(key, tallies.upstream.receive);
  }
  await settle();

  const scope = { key, values, MASK, COUNT: count, CALLS: count * subscribers };
  const arrive = "const arrived = tally.expect(CALLS);";
  const eachValue = "for (let i = 0; i < COUNT; i++)";
  const one = async (set, tally) => {
    const arrived = tally.expect(subscribers);
    set();
    await arrived;
    return tally.last;
  };
  return {
    name,
    unit: "ns",
    operations: count * subscribers,
    subjects: {
      ours: phases(`${arrive} ${eachValue} record.set(values[i & MASK]);`, "await arrived;", {
        ...scope,
        record,
        tally: tallies.ours,
      }),
      upstream: phases(`${arrive} ${eachValue} db.set(key, values[i & MASK]);`, "await arrived;", {
        ...scope,
        db: theirs,
        tally: tallies.upstream,
      }),
    },
    agree: {
      ours: () => one(() => record.set(values[3]), tallies.ours),
      upstream: () => one(() => theirs.set(key, values[3]), tallies.upstream),
    },
  };
}

/** From `set` to the listener's return, per value: stores do both in one. */
async function setAndDeliver({ ours, upstream }) {
  const key = "set-deliver";
  const count = 512;
  const db = await ours.database({ [key]: { schemaType, buffer } });
  const theirs = await upstream.database({ [key]: { schemaType, buffer } });
  const record = db.record(key);
  const store = createStore(() => ({ value: null }));
  const tiny = createTinyStore();
  const tallies = { ours: new Tally(), upstream: new Tally(), zustand: new Tally(), tinybase: new Tally() };
  record.subscribe(tallies.ours.receive);
  theirs.subscribe(key, tallies.upstream.receive);
  store.subscribe(({ value }) => tallies.zustand.receive(value));
  tiny.addRowListener("records", key, () => tallies.tinybase.receive(tiny.getRow("records", key)));
  await settle();

  const schema = zod.schemas.temperature;
  const writes = {
    ours: ["record.set(values[i & MASK]);", { record, tally: tallies.ours }],
    upstream: ["db.set(key, values[i & MASK]);", { db: theirs, tally: tallies.upstream }],
    "zod+zustand": [
      "store.setState({ value: schema.parse(values[i & MASK]) });",
      { store, schema, tally: tallies.zustand },
    ],
    "zod+tinybase": [
      'tiny.setRow("records", key, schema.parse(values[i & MASK]));',
      { tiny, schema, tally: tallies.tinybase },
    ],
  };
  const subjects = {};
  for (const [subject, [write, bindings]] of Object.entries(writes)) {
    subjects[subject] = phases(
      "",
      `const arrived = tally.expect(COUNT); for (let i = 0; i < COUNT; i++) { ${write} } await arrived;`,
      { key, values, MASK, COUNT: count, ...bindings },
    );
  }
  const one = async (set, tally) => {
    const arrived = tally.expect(1);
    set();
    await arrived;
    return tally.last;
  };
  return {
    name: "set-deliver/1",
    unit: "ns",
    operations: count,
    subjects,
    agree: {
      ours: () => one(() => record.set(values[3]), tallies.ours),
      upstream: () => one(() => theirs.set(key, values[3]), tallies.upstream),
      "zod+zustand": () => one(() => store.setState({ value: schema.parse(values[3]) }), tallies.zustand),
      "zod+tinybase": () => one(() => tiny.setRow("records", key, schema.parse(values[3])), tallies.tinybase),
    },
  };
}

/** A written value on its way to listeners; per callback. */
export async function deliverCases(engines) {
  return [
    await deliver("deliver/1", engines, 1, 512),
    await deliver("deliver/10", engines, 10, 100),
    await setAndDeliver(engines),
  ];
}
