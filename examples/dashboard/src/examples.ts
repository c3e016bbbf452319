import type { InputOf } from "@aimdb/wasm";
import type { ContractName } from "./records.js";

const timestamp = Date.UTC(2026, 0, 1);
const location = { latitude: 48.2082, longitude: 16.3738, altitude: 171, timestamp };

/** A value that keeps each contract. */
export const examples: { readonly [C in ContractName]: InputOf<C> } = {
  temperature: { celsius: 21.5, timestamp },
  humidity: { percent: 55, timestamp },
  gps_location: location,
  setpoint: { target_celsius: 22, timestamp },
  station_status: { state: "online", firmware: "1.4.2", tags: ["rooftop"], location, timestamp },
  dew_point: { celsius: 12.1, timestamp },
};
