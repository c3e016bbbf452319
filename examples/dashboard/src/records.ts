import { contracts } from "@aimdb/wasm";
import { createAimDb } from "@aimdb/wasm/react";

/** Where the hub's stations stand. */
export const stations = ["vienna", "berlin", "lisbon", "oslo"] as const;

/** Name of a station. */
export type Station = (typeof stations)[number];

/** The same for people. */
export const nameOf = (station: Station): string => station[0]!.toUpperCase() + station.slice(1);

/** Name of a contract. */
export type ContractName = keyof typeof contracts;

/** The contracts, to look around in. */
export const contractNames = Object.keys(contracts) as ContractName[];

/** Samples kept of what is plotted: five minutes at one a second. */
export const HISTORY = 300;

const ring = { type: "SpmcRing", capacity: HISTORY } as const;

/** One record a station, all alike. */
function each<const Quantity extends string, const Config>(quantity: Quantity, config: Config) {
  const entries = stations.map((station) => [`sensors.${quantity}.${station}`, config]);
  return Object.fromEntries(entries) as { [S in Station as `sensors.${Quantity}.${S}`]: Config };
}

/** One record a contract, of this page alone: what is tried out there goes nowhere. */
function sandbox() {
  const entries = contractNames.map((schemaType) => [`sandbox.${schemaType}`, { schemaType, buffer: "SingleLatest" }]);
  return Object.fromEntries(entries) as {
    [C in ContractName as `sandbox.${C}`]: { readonly schemaType: C; readonly buffer: "SingleLatest" };
  };
}

const { hostname, search } = window.location;

/** Where the hub is. */
export const hub = new URLSearchParams(search).get("hub") ?? `ws://${hostname}:8089/ws`;

/** What the hub sends. */
const incoming = {
  ...each("temperature", { schemaType: "temperature", buffer: ring }),
  ...each("humidity", { schemaType: "humidity", buffer: ring }),
  ...each("location", { schemaType: "gps_location", buffer: "SingleLatest" }),
  ...each("status", { schemaType: "station_status", buffer: "SingleLatest" }),
  "sensors.temperature.room1": { schemaType: "temperature", buffer: ring },
  "state.setpoint.room1": { schemaType: "setpoint", buffer: "SingleLatest" },
} as const;

/** Keys of the records that the hub fills. */
export const incomingKeys = Object.keys(incoming) as (keyof typeof incoming)[];

/** The database of this page, and the hub that it is kept in step with. */
export const { Provider, useRecord, useRecordHistory, useSetRecord, useAimDb, useBridge, useBridgeStatus } =
  createAimDb({
    records: {
      ...incoming,
      // A ring: the hub is told of every wish, also of those that waited for a connection.
      "commands.setpoint.room1": { schemaType: "setpoint", buffer: { type: "SpmcRing", capacity: 100 } },
      ...sandbox(),
    },
    bridge: { url: hub, subscribeTopics: ["sensors/#", "state/#"], writeTopics: ["commands/#"] },
  });
