// The same with libraries for each part: schemas that are kept by hand beside the Rust,
// a store with its hook, a socket that reconnects and keeps what could not be sent.

import { WebSocket } from "partysocket";
import { createElement as h } from "react";
import { create } from "zustand";

/**
 * Makes the application.
 *
 * @param parse gives `{ success, data, error }` for a schema and a value
 */
export function application({ temperature, humidity, setpoint }, parse) {
  const contracts = {
    "sensors/temperature/vienna": temperature,
    "sensors/humidity/vienna": humidity,
    "commands/setpoint/room1": setpoint,
  };
  const useStore = create(() => ({}));
  const useRecord = (topic) => useStore((state) => state[topic] ?? null);

  const socket = new WebSocket(globalThis.HUB);
  socket.addEventListener("open", () => {
    socket.send(JSON.stringify({ type: "subscribe", topics: Object.keys(contracts) }));
  });
  socket.addEventListener("message", ({ data }) => {
    const { topic, payload } = JSON.parse(data);
    if (!(topic in contracts)) return;
    const result = parse(contracts[topic], payload);
    if (result.success) useStore.setState({ [topic]: result.data });
    else console.warn(topic, result.error.issues);
  });

  function set(topic, value) {
    const result = parse(contracts[topic], value);
    if (!result.success) throw result.error;
    useStore.setState({ [topic]: result.data });
    socket.send(JSON.stringify({ type: "write", topic, payload: result.data }));
  }

  return function App() {
    const temperature = useRecord("sensors/temperature/vienna");
    const humidity = useRecord("sensors/humidity/vienna");
    const onClick = () => set("commands/setpoint/room1", { target_celsius: 21, timestamp: Date.now() });
    return h("button", { onClick }, `${temperature?.celsius ?? "–"} °C, ${humidity?.percent ?? "–"} %`);
  };
}
