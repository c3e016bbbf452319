import { Ajv } from "ajv";

const time = { type: "integer", minimum: 0 };
const real = { type: "number" };
const perhaps = (type) => ({ type: [type, "null"] });

const temperature = {
  type: "object",
  properties: { celsius: real, timestamp: time },
  required: ["celsius", "timestamp"],
};

const gps = {
  type: "object",
  properties: {
    latitude: real,
    longitude: real,
    altitude: perhaps("number"),
    accuracy: perhaps("number"),
    timestamp: time,
  },
  required: ["latitude", "longitude", "timestamp"],
};

const status = {
  type: "object",
  properties: {
    state: { enum: ["online", "degraded", "maintenance", "offline"] },
    firmware: { type: "string" },
    tags: { type: "array", items: { type: "string" } },
    location: gps,
    last_error: perhaps("string"),
    timestamp: time,
  },
  required: ["state", "firmware", "tags", "location", "timestamp"],
};

const ajv = new Ajv({ allowUnionTypes: true });

/** Tells whether a value is valid; makes none. */
export const checks = {
  temperature: ajv.compile(temperature),
  gps: ajv.compile(gps),
  status: ajv.compile(status),
};
