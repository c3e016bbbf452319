import { type } from "arktype";

const gps = type({
  latitude: "number",
  longitude: "number",
  "altitude?": "number | null",
  "accuracy?": "number | null",
  timestamp: "number.integer >= 0",
});

const temperature = type({ celsius: "number", timestamp: "number.integer >= 0" });

const status = type({
  state: "'online' | 'degraded' | 'maintenance' | 'offline'",
  firmware: "string",
  tags: "string[]",
  location: gps,
  "last_error?": "string | null",
  timestamp: "number.integer >= 0",
});

/** Gives the value itself, or errors. */
export { ArkErrors as Errors } from "arktype";
export const schemas = { temperature, gps, status };
