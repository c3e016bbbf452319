import * as z from "zod";

const temperature = z.object({
  celsius: z.number(),
  timestamp: z.int().nonnegative(),
});

const gps = z.object({
  latitude: z.number(),
  longitude: z.number(),
  altitude: z.number().nullish(),
  accuracy: z.number().nullish(),
  timestamp: z.int().nonnegative(),
});

const status = z.object({
  state: z.enum(["online", "degraded", "maintenance", "offline"]),
  firmware: z.string(),
  tags: z.array(z.string()),
  location: gps,
  last_error: z.string().nullish(),
  timestamp: z.int().nonnegative(),
});

/** Gives the parsed value, or throws. */
export const schemas = { temperature, gps, status };
