// Held: a bridge that nobody holds is collected, and ends.
const bridges = [];

/** The package of this repository, as users get it. */
export async function open(read) {
  const ours = await import("../../target/bench/ours/ours.js");
  await ours.init(await read("ours/aimdb_wasm_bg.wasm"));
  return {
    validate: ours.validate,
    contracts: { temperature: ours.Temperature, gps: ours.GpsLocation, status: ours.StationStatus },

    /** A database with these records; keys are the same for all engines. */
    async database(records) {
      const db = ours.openDb({ records });
      await db.build();
      return db;
    },

    /** Connects a database to a socket's other end. */
    connect(db, url, topics) {
      const bridge = ours.WsBridge.connect(db, url, { subscribeTopics: topics, autoReconnect: false });
      bridges.push(bridge);
    },
  };
}
