import { Temperature } from "@aimdb/wasm";
import { geoConicConformal, geoGraticule10, geoPath, type GeoProjection } from "d3-geo";
import { useMemo } from "react";
import coast from "virtual:coast";
import { print } from "../reading.js";
import { nameOf, stations, useRecord, type Station } from "../records.js";
import { useSize } from "../size.js";
import { Page } from "./page.js";

const graticule = geoGraticule10();

/** What has to be on the map: its corners, in degrees east and north. */
const AREA = {
  type: "MultiPoint" as const,
  coordinates: [
    [-12, 36],
    [24, 36],
    [-12, 62],
    [24, 62],
  ],
};

/** Lambert's conformal conic projection, as maps of Europe use it. */
function project(width: number, height: number): GeoProjection {
  return geoConicConformal()
    .parallels([35, 65])
    .rotate([-10, 0])
    .fitSize([width, height], AREA)
    .clipExtent([
      [-1, -1],
      [width + 1, height + 1],
    ]);
}

/** A station where it stands: a way to its page. */
function Marker({ station, projection, middle }: { station: Station; projection: GeoProjection; middle: number }) {
  const fix = useRecord(`sensors.location.${station}`);
  const celsius = useRecord(`sensors.temperature.${station}`, (value) => value?.celsius ?? null);
  const state = useRecord(`sensors.status.${station}`, (value) => value?.state ?? null);
  const spot = fix && projection([fix.longitude, fix.latitude]);
  if (!spot) return null;
  const [left, top] = spot;
  return (
    <li className={station} style={{ left, top }} data-east={left > middle || undefined}>
      <a href={`#/station/${station}`}>
        {nameOf(station)}{" "}
        <b>
          {celsius === null ? "–" : print(celsius)} {Temperature.unit}
        </b>
        {state !== null && state !== "online" && <em> {state}</em>}
      </a>
    </li>
  );
}

/** The stations on a map of Europe, drawn here: no tiles, no server. */
export default function MapPage() {
  const [frame, { width, height }] = useSize<HTMLDivElement>();
  const [projection, land, net] = useMemo(() => {
    const projection = project(width, height);
    const path = geoPath(projection).digits(1);
    return [projection, path(coast) ?? "", path(graticule) ?? ""];
  }, [width, height]);
  return (
    <Page title="Map" className="map">
      <div ref={frame} className="card">
        {width > 0 && (
          <>
            <svg role="img" aria-label="Europe, with its stations" {...{ width, height }}>
              <path className="land" d={land} />
              <path className="net" d={net} />
            </svg>
            <ul aria-label="Stations">
              {stations.map((station) => (
                <Marker key={station} station={station} projection={projection} middle={width / 2} />
              ))}
            </ul>
          </>
        )}
      </div>
    </Page>
  );
}
