import { Humidity, Temperature } from "@aimdb/wasm";
import { Age } from "./age.js";
import { Health } from "./health.js";
import { History } from "./history.js";
import { Place } from "./place.js";
import { Reading } from "./reading.js";
import { useRecord, type Station } from "./records.js";

/** What a station measures. */
export function StationCard({ station }: { station: Station }) {
  const temperature = useRecord(`sensors.temperature.${station}`);
  const humidity = useRecord(`sensors.humidity.${station}`);
  return (
    <article className={`card ${station}`} aria-labelledby={station} data-testid={`station-${station}`}>
      <header>
        <h2 id={station}>{station}</h2>
        <Place station={station} />
      </header>
      <dl>
        <Reading large label="Temperature" quantity={Temperature} value={temperature?.celsius} testId="value" />
        <Reading label="Humidity" quantity={Humidity} value={humidity?.percent} digits={0} />
      </dl>
      <History place={station} name={station} />
      <footer>
        <Health station={station} />
        {temperature && <Age timestamp={temperature.timestamp} />}
      </footer>
    </article>
  );
}
