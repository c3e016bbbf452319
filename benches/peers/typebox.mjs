import Type from "typebox";
import { Compile } from "typebox/compile";

const time = Type.Integer({ minimum: 0 });
const perhaps = (type) => Type.Optional(Type.Union([type, Type.Null()]));

const temperature = Type.Object({ celsius: Type.Number(), timestamp: time });

const gps = Type.Object({
  latitude: Type.Number(),
  longitude: Type.Number(),
  altitude: perhaps(Type.Number()),
  accuracy: perhaps(Type.Number()),
  timestamp: time,
});

const status = Type.Object({
  state: Type.Union(["online", "degraded", "maintenance", "offline"].map((state) => Type.Literal(state))),
  firmware: Type.String(),
  tags: Type.Array(Type.String()),
  location: gps,
  last_error: perhaps(Type.String()),
  timestamp: time,
});

/** `Check(value)` tells whether a value is valid; makes none. */
export const checks = {
  temperature: Compile(temperature),
  gps: Compile(gps),
  status: Compile(status),
};
