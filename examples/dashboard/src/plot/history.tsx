import { useMemo } from "react";
import { useHistory, type Plotted } from "../histories.js";
import { print, type Quantity } from "../reading.js";
import { signal } from "../signal.js";
import { Plot } from "./plot.js";

/** Milliseconds a plot goes back. */
const WINDOW = 5 * 60_000;

interface HistoryProps {
  /** What is plotted. */
  record: Plotted;
  /** What that is, for people. */
  label: string;
  /** Whose unit it has. */
  quantity: Quantity;
  /** What it should be, if anything. */
  target?: number | undefined;
}

/** The last minutes of a record. */
export function History({ record, label, quantity, target }: HistoryProps) {
  const samples = useHistory(record);
  const [times, values] = useMemo(() => {
    const start = (samples.at(-1)?.timestamp ?? 0) - WINDOW;
    const recent = samples.filter(({ timestamp }) => timestamp > start);
    return [recent.map(({ timestamp }) => timestamp), recent.map(signal)];
  }, [samples]);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const extent = values.length > 0 ? `, ${print(low)} to ${print(high)} ${quantity.unit}` : "";
  return <Plot label={`${label}, the last minutes${extent}`} {...{ times, values, target }} />;
}
