import * as z from "zod/mini";
import { application } from "./by-hand.mjs";

const timestamp = z.int().check(z.nonnegative());

export const App = application(
  {
    temperature: z.object({ celsius: z.number(), timestamp }),
    humidity: z.object({ percent: z.number(), timestamp }),
    setpoint: z.object({ target_celsius: z.number(), timestamp }),
  },
  z.safeParse,
);
