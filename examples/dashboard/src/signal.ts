import type { Humidity, Temperature } from "@aimdb/wasm";

/** What a sensor measured. */
export function signal(sample: Temperature | Humidity): number {
  return "celsius" in sample ? sample.celsius : sample.percent;
}
