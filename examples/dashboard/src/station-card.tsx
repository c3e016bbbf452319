import { Humidity, Temperature } from "@aimdb/wasm";
import { Age } from "./age.js";
import { Health } from "./health.js";
import { Place } from "./place.js";
import { History } from "./plot/history.js";
import { Reading } from "./reading.js";
import { nameOf, useRecord, type Station } from "./records.js";

/** What a station measures. */
export function StationCard({ station }: { station: Station }) {
  const temperature = useRecord(`sensors.temperature.${station}`);
  const humidity = useRecord(`sensors.humidity.${station}`);
  const name = nameOf(station);
  return (
    <article className={`card ${station}`} aria-labelledby={station} data-testid={`station-${station}`}>
      <header>
        <h2 id={station}>
          <a href={`#/station/${station}`}>{name}</a>
        </h2>
        <Place station={station} />
      </header>
      <dl>
        <Reading large label="Temperature" quantity={Temperature} value={temperature?.celsius} testId="value" />
        <Reading label="Humidity" quantity={Humidity} value={humidity?.percent} digits={0} />
      </dl>
      <History record={`sensors.temperature.${station}`} label={`Temperature in ${name}`} quantity={Temperature} />
      <footer>
        <Health station={station} />
        <Age timestamp={temperature?.timestamp} />
      </footer>
    </article>
  );
}
