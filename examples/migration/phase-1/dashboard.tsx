import { useReadings } from "./use-readings.js";

/** A station's readings. */
export function Dashboard() {
  const { temperature, humidity, connected } = useReadings();
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
