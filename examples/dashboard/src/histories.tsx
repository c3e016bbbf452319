import { createContext, useContext, type ReactNode } from "react";
import { HISTORY, stations, useRecordHistory } from "./records.js";

const plotted = [
  ...stations.map((station) => `sensors.temperature.${station}` as const),
  ...stations.map((station) => `sensors.humidity.${station}` as const),
  "sensors.temperature.room1" as const,
];
const recorded = [...plotted, "commands.setpoint.room1" as const];

/** Key of a record that can be plotted. */
export type Plotted = (typeof plotted)[number];
type Recorded = (typeof recorded)[number];
type History<K extends Recorded> = ReturnType<typeof useRecordHistory<K>>;

const Histories = createContext<{ readonly [K in Recorded]: History<K> } | null>(null);

/** Remembers the last values of records while pages come and go. */
export function HistoryProvider({ children }: { children: ReactNode }) {
  // The list is always the same, so the hooks are called in the same order.
  const entries = recorded.map((key) => [key, useRecordHistory(key, HISTORY)] as const);
  return <Histories value={Object.fromEntries(entries) as { [K in Recorded]: History<K> }}>{children}</Histories>;
}

/** A record's last values, oldest first. */
export function useHistory<K extends Recorded>(key: K): History<K> {
  return useContext(Histories)![key];
}
