// Held: a bridge that nobody holds is collected, and ends.
const bridges = [];

/** aimdb-wasm-adapter 0.2.0, with the same contracts registered. */
export async function open(read) {
  const upstream = await import("../../target/bench/upstream/upstream.js");
  await upstream.default({ module_or_path: await read("upstream/upstream_bg.wasm") });
  return {
    /** A database with these records; keys are the same for all engines. */
    async database(records) {
      const db = upstream.createDb();
      for (const [key, config] of Object.entries(records)) db.configureRecord(key, config);
      await db.build();
      return db;
    },

    /** Connects a database to a socket's other end. */
    connect(db, url, topics) {
      const bridge = db.connectBridge(url, { subscribeTopics: topics, autoReconnect: false });
      bridges.push(bridge);
    },
  };
}
