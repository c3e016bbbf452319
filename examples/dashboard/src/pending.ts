import { useCallback, useSyncExternalStore } from "react";
import { useBridge, useRecord } from "./records.js";

/** How many of the writes made here the hub does not have yet. */
export function usePending(): number {
  const bridge = useBridge();
  // What is written here is what may have to wait.
  useRecord("commands.setpoint.room1");
  const subscribe = useCallback(
    (onChange: () => void) => {
      const ends = [bridge?.onDrained(onChange), bridge?.onGap(onChange), bridge?.onStatusChange(onChange)];
      return () => ends.forEach((end) => end?.());
    },
    [bridge],
  );
  return useSyncExternalStore(subscribe, () => bridge?.pendingWrites() ?? 0);
}
