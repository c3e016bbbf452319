import * as v from "valibot";

const time = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const real = v.pipe(v.number(), v.finite());

const temperature = v.object({ celsius: real, timestamp: time });

const gps = v.object({
  latitude: real,
  longitude: real,
  altitude: v.nullish(real),
  accuracy: v.nullish(real),
  timestamp: time,
});

const status = v.object({
  state: v.picklist(["online", "degraded", "maintenance", "offline"]),
  firmware: v.string(),
  tags: v.array(v.string()),
  location: gps,
  last_error: v.nullish(v.string()),
  timestamp: time,
});

/** `parse(schema, value)` gives the parsed value, or throws. */
export const schemas = { temperature, gps, status };
export const { parse, safeParse } = v;
