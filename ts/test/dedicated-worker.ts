// A dedicated worker with the package in it, for dedicated-worker.test.ts. There is no
// `window` here.

import { init, WasmDb, WsBridge, type BridgeOptions } from "@aimdb/wasm";

const celsius = (value: number): { celsius: number; timestamp: number } => ({ celsius: value, timestamp: value });
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

async function open(): Promise<WasmDb> {
  await init();
  const db = new WasmDb();
  db.configureRecord("t", { schemaType: "temperature", buffer: "SingleLatest" });
  db.configureRecord("log", { schemaType: "temperature", buffer: { type: "SpmcRing", capacity: 4 } });
  db.configureRecord("mail", { schemaType: "temperature", buffer: "Mailbox" });
  return db;
}

/** What the page can ask for. */
const scenarios = {
  async window() {
    return typeof window;
  },

  async values() {
    const db = await open();
    const got: Record<string, number[]> = { t: [], log: [], mail: [] };
    let lagged = 0;
    for (const key of Object.keys(got)) {
      db.subscribe(key, (value) => got[key]!.push(value.celsius), { onLag: (count) => void (lagged += count) });
    }
    for (const key of Object.keys(got)) for (let n = 0; n < 6; n++) db.set(key, celsius(n));
    await turn();
    const current = db.get("t");
    db.free();
    return { got, lagged, current };
  },

  async violation() {
    const db = await open();
    try {
      db.set("t", { celsius: "warm", timestamp: 1 });
      return undefined;
    } catch (error) {
      const { name, path, key } = error as { name: string; path: unknown; key: unknown };
      return { name, path, key };
    } finally {
      db.free();
    }
  },

  async starvation() {
    const db = await open();
    db.subscribe("t", (value) => db.set("t", celsius(value.celsius + 1)));
    db.set("t", celsius(0));
    await new Promise((resolve) => setTimeout(resolve, 5));
    const reached = db.get("t").celsius;
    db.free();
    return reached;
  },

  async pipeline() {
    const db = await open();
    db.transform("mail", "t", (value) => ({ ...value, celsius: value.celsius * 2 }));
    db.source("t", async (emit) => emit(celsius(21)));
    const doubled = await new Promise((resolve) => db.subscribe("mail", (value) => resolve(value.celsius)));
    db.free();
    return doubled;
  },

  /** Stays, and tells of each status. */
  async bridge(url: string, options: BridgeOptions) {
    const db = await open();
    const bridge = WsBridge.connect(db, url, options);
    bridge.onError(() => {});
    bridge.onStatusChange((status) => postMessage({ status }));
    db.subscribe("t", (value) => postMessage({ arrived: value.celsius }));
    return bridge.status();
  },
};

/** A call from the page. */
export interface Call {
  scenario: keyof typeof scenarios;
  args: unknown[];
}

onmessage = async ({ data }: MessageEvent<Call>) => {
  try {
    const run = scenarios[data.scenario] as (...args: unknown[]) => Promise<unknown>;
    postMessage({ value: await run(...data.args) });
  } catch (error) {
    postMessage({ error: String(error) });
  }
};
