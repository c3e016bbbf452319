import { Temperature } from "@aimdb/wasm";
import { useMemo } from "react";
import { Plot } from "./plot.js";
import { print } from "./reading.js";
import { HISTORY, useRecordHistory, type Station } from "./records.js";

interface HistoryProps {
  /** Where it was measured. */
  place: Station | "room1";
  /** The same for people. */
  name: string;
  /** What it should be, if anything. */
  target?: number | undefined;
}

/** The last minutes of a temperature. */
export function History({ place, name, target }: HistoryProps) {
  const samples = useRecordHistory(`sensors.temperature.${place}`, HISTORY);
  const times = useMemo(() => samples.map(({ timestamp }) => timestamp), [samples]);
  const values = useMemo(() => samples.map(({ celsius }) => celsius), [samples]);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const extent = values.length > 0 ? `, ${print(low)} to ${print(high)} ${Temperature.unit}` : "";
  return <Plot label={`Temperature of the last minutes, ${name}${extent}`} {...{ times, values, target }} />;
}
