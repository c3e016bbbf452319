import { useBridgeStatus, useRecord, useSetRecord } from "./records.js";

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
      <Room />
    </main>
  );
}

/** What a room is to have. Without a connection a wish waits, and goes out when it is back. */
function Room() {
  const setpoint = useRecord("state.setpoint.room1");
  const wish = useRecord("commands.setpoint.room1");
  const set = useSetRecord("commands.setpoint.room1");
  const newest = wish !== null && setpoint !== null && wish.timestamp > setpoint.timestamp ? wish : setpoint;
  return (
    <p>
      <label>
        Setpoint{" "}
        <input
          type="range"
          min={15}
          max={28}
          step={0.5}
          value={newest?.target_celsius ?? 21}
          disabled={newest === null}
          onChange={(event) => set({ target_celsius: event.target.valueAsNumber, timestamp: Date.now() })}
        />
      </label>{" "}
      <output>{setpoint === null ? "–" : `${setpoint.target_celsius.toFixed(1)} °C`}</output>
    </p>
  );
}
