import { useBridgeStatus, useRecord } from "./records.js";

/** A station's readings. */
export function Dashboard() {
  const temperature = useRecord("sensors.temperature.vienna");
  const humidity = useRecord("sensors.humidity.vienna");
  const connected = useBridgeStatus() === "connected";
  return (
    <main>
      <h1>Vienna</h1>
      <p>{connected ? "connected" : "not connected"}</p>
      <p>
        Temperature <output>{temperature === null ? "–" : `${temperature.celsius.toFixed(1)} °C`}</output>
      </p>
      <p>
        Humidity <output>{humidity === null ? "–" : `${humidity.percent.toFixed(0)} %`}</output>
      </p>
    </main>
  );
}
