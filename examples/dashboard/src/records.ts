import { createAimDb } from "@aimdb/wasm/react";

/** Where the hub's stations stand. */
export const stations = ["vienna", "berlin", "lisbon", "oslo"] as const;

/** Name of a station. */
export type Station = (typeof stations)[number];

/** Samples kept of what is plotted: five minutes at one a second. */
export const HISTORY = 300;

/** One record a station, all alike. */
function each<const Quantity extends string, const Config>(quantity: Quantity, config: Config) {
  const entries = stations.map((station) => [`sensors.${quantity}.${station}`, config]);
  return Object.fromEntries(entries) as { [S in Station as `sensors.${Quantity}.${S}`]: Config };
}

const { hostname, search } = window.location;
const url = new URLSearchParams(search).get("hub") ?? `ws://${hostname}:8089/ws`;

/** The database of this page, and the hub that it is kept in step with. */
export const { Provider, useRecord, useRecordHistory, useSetRecord, useBridge, useBridgeStatus } = createAimDb({
  records: {
    ...each("temperature", { schemaType: "temperature", buffer: { type: "SpmcRing", capacity: HISTORY } }),
    ...each("humidity", { schemaType: "humidity", buffer: "SingleLatest" }),
    ...each("location", { schemaType: "gps_location", buffer: "SingleLatest" }),
    ...each("status", { schemaType: "station_status", buffer: "SingleLatest" }),
    "sensors.temperature.room1": { schemaType: "temperature", buffer: { type: "SpmcRing", capacity: HISTORY } },
    "state.setpoint.room1": { schemaType: "setpoint", buffer: "SingleLatest" },
    "commands.setpoint.room1": { schemaType: "setpoint", buffer: "SingleLatest" },
  },
  bridge: { url },
});
