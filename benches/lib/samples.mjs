// What is written and checked: 64 values of each contract, as sensors send them.

const COUNT = 64;
/** Any index becomes one of a sample's with `index & MASK`. */
export const MASK = COUNT - 1;
const START = 1_795_354_988_207;

const samples = (make) => Array.from({ length: COUNT }, (_, n) => make(n));
const round = (n, decimals) => Number(n.toFixed(decimals));

const temperature = (n) => ({
  celsius: round(18 + Math.sin(n) * 7, n % 4 === 0 ? 1 : 2),
  timestamp: START + n * 1000,
});

const gps = (n) => {
  const latitude = round(48.2082 + Math.sin(n) / 100, 6);
  const longitude = round(16.3738 + Math.cos(n) / 100, 6);
  const timestamp = START + n * 1000;
  // Not every receiver knows its altitude.
  return n % 4 === 3
    ? { latitude, longitude, timestamp }
    : { latitude, longitude, altitude: round(171.05 + Math.sin(n) * 3, 2), accuracy: 2.5 + (n % 11), timestamp };
};

const status = (n) => ({
  state: n % 20 === 19 ? "degraded" : "online",
  firmware: `1.4.${n % 3}`,
  tags: ["roof", `vienna-${n % 8}`],
  location: gps(n),
  ...(n % 20 === 19 ? { last_error: "sensor did not answer" } : {}),
  timestamp: START + n * 1000,
});

/** The contracts measured, under the names the cases go by. */
export const contracts = {
  temperature: { schemaType: "temperature", values: samples(temperature) },
  gps: { schemaType: "gps_location", values: samples(gps) },
  status: { schemaType: "station_status", values: samples(status) },
};

/** A topic that is also the key of its record: that is how upstream finds the record. */
export const TOPIC = "sensors/temperature/vienna";

/** Messages with text frames as the server sends them, one per temperature. */
export const frames = contracts.temperature.values.map(
  (payload) =>
    new MessageEvent("message", {
      data: JSON.stringify({ type: "data", topic: TOPIC, payload, ts: payload.timestamp + 3 }),
    }),
);

/** The same with every number as an `f32` holds it: not all subjects give the shortest decimal. */
export function narrow(value) {
  if (typeof value === "number") return Number.isInteger(value) ? value : Math.fround(value);
  if (Array.isArray(value)) return value.map(narrow);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined && field !== null)
      .map(([name, field]) => [name, narrow(field)]),
  );
}
