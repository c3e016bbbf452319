// What the tests drive from outside: a database, a bridge, and what they were told.

import { WasmDb, WsBridge, init } from "./package.js";

export { WasmDb, WsBridge };

/** Opens a database with the room's records and connects it; `watch` notes what comes. */
export async function connect(url, options = {}, buffer = "SingleLatest") {
  await init();
  const db = new WasmDb();
  db.configureRecord("commands.setpoint.room1", { schemaType: "setpoint", buffer });
  db.configureRecord("state.setpoint.room1", { schemaType: "setpoint", buffer: "SingleLatest" });
  const bridge = WsBridge.connect(db, url, options);
  return { db, bridge, ...watch(bridge) };
}

/** Notes statuses and errors of a bridge with their times. */
export function watch(bridge) {
  const statuses = [];
  const errors = [];
  bridge.onStatusChange((status) => statuses.push({ status, at: Date.now() }));
  bridge.onError(({ code, message }) => errors.push({ code, message, at: Date.now() }));
  return { statuses, errors };
}
