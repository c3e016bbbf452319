import { createStore } from "zustand/vanilla";
import { phases } from "../lib/loop.mjs";
import { contracts, frames, MASK, TOPIC } from "../lib/samples.mjs";
import { FakeSocket } from "../lib/socket.mjs";
import * as zod from "../peers/zod.mjs";

const { schemaType, values } = contracts.temperature;
const COUNT = 256;

/** A database whose record is fed by its real bridge, from a socket without a network. */
async function bridged(engine) {
  const db = await engine.database({ [TOPIC]: { schemaType, buffer: "SingleLatest" } });
  const got = { count: 0, value: undefined };
  db.subscribe(TOPIC, (value) => {
    got.count++;
    got.value = value;
  });
  const { WebSocket } = globalThis;
  const { log } = console;
  globalThis.WebSocket = FakeSocket;
  // Upstream tells the console of each connection.
  console.log = () => {};
  try {
    engine.connect(db, "ws://bench.invalid/ws", [TOPIC]);
    const socket = await FakeSocket.connected();
    return { receive: socket.receiver(), got };
  } finally {
    globalThis.WebSocket = WebSocket;
    console.log = log;
  }
}

/** What an application does without a database: parse, validate, store, notify. */
function byHand() {
  const store = createStore(() => ({}));
  const got = { count: 0, value: undefined };
  store.subscribe((state) => {
    got.count++;
    got.value = state[TOPIC];
  });
  const schemas = new Map([[TOPIC, zod.schemas.temperature]]);
  const receive = ({ data }) => {
    const message = JSON.parse(data);
    if (message.type !== "data" && message.type !== "snapshot") return;
    const schema = schemas.get(message.topic);
    if (schema === undefined) return;
    store.setState({ [message.topic]: schema.parse(message.payload) });
  };
  return { receive, got };
}

/** A text frame becomes a validated object in a listener; one frame at a time. */
export async function wsCases({ ours, upstream }) {
  const subjects = {};
  const agree = {};
  const sides = {
    ours: await bridged(ours),
    upstream: await bridged(upstream),
    "parse+zod+zustand": byHand(),
  };
  for (const [subject, { receive, got }] of Object.entries(sides)) {
    subjects[subject] = phases(
      "",
      `for (let i = 0; i < COUNT; i++) {
         const next = got.count + 1;
         receive(frames[i & MASK]);
         while (got.count < next) await undefined;
       }`,
      { frames, MASK, COUNT, receive, got },
    );
    agree[subject] = async () => {
      receive(frames[5]);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return got.value;
    };
  }
  return [{ name: "ws/frame-to-callback", unit: "ns", operations: COUNT, subjects, agree, expected: values[5] }];
}
