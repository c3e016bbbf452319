import { Humidity, Temperature } from "@aimdb/wasm";
import { useId } from "react";
import { Age } from "../age.js";
import { Health } from "../health.js";
import { Place } from "../place.js";
import { History } from "../plot/history.js";
import { print, Reading, type Quantity } from "../reading.js";
import { nameOf, stations, useRecord, type Station } from "../records.js";
import { signal } from "../signal.js";
import { Page } from "./page.js";

/** The other stations, one step away. */
function Neighbours({ station }: { station: Station }) {
  return (
    <nav className="tabs" aria-label="Stations">
      {stations.map((other) => (
        <a key={other} href={`#/station/${other}`} aria-current={other === station ? "page" : undefined}>
          {nameOf(other)}
        </a>
      ))}
    </nav>
  );
}

/** What is known of a station besides what it measures. */
function Facts({ station }: { station: Station }) {
  const fix = useRecord(`sensors.location.${station}`);
  const status = useRecord(`sensors.status.${station}`);
  const metres = (value: number | null | undefined) => value != null && `${print(value, 0)} m`;
  const facts = {
    State: status && <Health station={station} />,
    Position: fix && <Place station={station} />,
    Altitude: metres(fix?.altitude),
    Accuracy: metres(fix?.accuracy),
    Firmware: status?.firmware,
    Tags: status?.tags.join(", "),
  };
  return (
    <dl className="card facts">
      {Object.entries(facts).map(([name, fact]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{fact || "–"}</dd>
        </div>
      ))}
    </dl>
  );
}

interface MeasuredProps {
  quantity: "temperature" | "humidity";
  station: Station;
  contract: Quantity;
  digits: 0 | 1;
}

/** What a sensor measures, now and in the last minutes. */
function Measured({ quantity, station, contract, digits }: MeasuredProps) {
  const record = `sensors.${quantity}.${station}` as const;
  const sample = useRecord(record);
  const id = useId();
  const label = quantity === "temperature" ? "Temperature" : "Humidity";
  return (
    <section className="card measured" aria-labelledby={id}>
      <header>
        <h2 id={id}>{label}</h2>
        <Age timestamp={sample?.timestamp} />
      </header>
      <dl>
        <Reading
          large
          label="Now"
          quantity={contract}
          value={sample === null ? undefined : signal(sample)}
          digits={digits}
          testId={quantity}
        />
      </dl>
      <History record={record} label={`${label} in ${nameOf(station)}`} quantity={contract} />
    </section>
  );
}

/** All that is known of a station. */
export function StationPage({ station }: { station: Station }) {
  return (
    <Page title={nameOf(station)} aside={<Neighbours station={station} />} className={`station ${station}`}>
      <Facts station={station} />
      <Measured quantity="temperature" station={station} contract={Temperature} digits={1} />
      <Measured quantity="humidity" station={station} contract={Humidity} digits={0} />
    </Page>
  );
}
