// A page as an application might be, with the panel in it. `?hub=` says where the hub is.

import { init, WasmDb, WsBridge } from "../../../ts/dist/index.js";
import { mountDevtools } from "../../../ts/dist/devtools.js";

const query = new URLSearchParams(location.search);
await init();

const db = new WasmDb();
db.configureRecord("room.temperature", { schemaType: "temperature", buffer: { type: "SpmcRing", capacity: 8 } });
db.configureRecord("room.dew_point", { schemaType: "dew_point", buffer: "SingleLatest" });
db.configureRecord("commands.setpoint.room1", { schemaType: "setpoint", buffer: "Mailbox" });
db.simulate("room.temperature", { intervalMs: 100, base: 21, variation: 2, step: 0.3 });
db.transform("room.dew_point", "room.temperature", ({ celsius, timestamp }) => ({ celsius: celsius - 9, timestamp }));
db.subscribe("room.temperature", ({ celsius }) => {
  document.querySelector("#values").textContent = `${celsius.toFixed(2)} °C`;
});

const hub = query.get("hub");
const bridge = hub === null ? null : WsBridge.connect(db, hub, { subscribeTopics: [], writeTopics: ["commands/#"] });
await bridge?.configureFromServer();
bridge?.subscribe("#");

document.querySelector("#wrong").onclick = () => {
  db.set("room.temperature", { celsius: "warm", timestamp: Date.now() });
};

const theme = query.get("theme") ?? undefined;
Object.assign(window, { db, bridge, mountDevtools, unmount: mountDevtools(db, { theme }) });
