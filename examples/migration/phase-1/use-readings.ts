import { Humidity, Temperature, validate, type Validation } from "@aimdb/wasm";
import { useEffect, useState } from "react";
import { HUB } from "../hub.js";

const TOPICS = ["sensors/temperature/vienna", "sensors/humidity/vienna"];
const RETRY_MS = 1000;

/** The latest readings of a station, and whether there is a connection. */
export function useReadings() {
  const [temperature, setTemperature] = useState<Temperature | null>(null);
  const [humidity, setHumidity] = useState<Humidity | null>(null);
  const [connected, setConnected] = useState(false);

  useEffect(() => {
    let socket: WebSocket;
    let retry: ReturnType<typeof setTimeout>;

    function connect() {
      socket = new WebSocket(HUB);
      socket.onopen = () => {
        setConnected(true);
        socket.send(JSON.stringify({ type: "subscribe", topics: TOPICS }));
      };
      socket.onmessage = (event: MessageEvent<string>) => {
        const { topic, payload } = JSON.parse(event.data);
        if (topic === "sensors/temperature/vienna") take(validate(Temperature, payload), setTemperature);
        if (topic === "sensors/humidity/vienna") take(validate(Humidity, payload), setHumidity);
      };
      socket.onclose = () => {
        setConnected(false);
        retry = setTimeout(connect, RETRY_MS);
      };
    }

    connect();
    return () => {
      socket.onclose = null;
      socket.close();
      clearTimeout(retry);
    };
  }, []);

  return { temperature, humidity, connected };
}

/** Keeps what Rust would have accepted; of the rest it says what is wrong with it. */
function take<T>(result: Validation<T>, keep: (value: T) => void) {
  if (result.ok) keep(result.value);
  else console.warn("contract violation:", result.error.message);
}
