import type { Setpoint } from "@aimdb/wasm";
import { useEffect, useState } from "react";
import { useBridge, useRecord, useSetRecord } from "./records.js";

/** The room's setpoint: what the hub goes by, or what was wished here and is on its way. */
export function useWish() {
  const setpoint = useRecord("state.setpoint.room1");
  const send = useSetRecord("commands.setpoint.room1");
  const bridge = useBridge();
  const [wished, setWished] = useState<Setpoint | null>(null);

  useEffect(() => {
    // The hub goes by it, or has heard it and goes by somebody else's by now.
    if (setpoint?.timestamp === wished?.timestamp || bridge?.pendingWrites() === 0) setWished(null);
  }, [setpoint, wished, bridge]);

  return {
    target: (wished ?? setpoint)?.target_celsius,
    waiting: wished !== null,
    wish(target_celsius: number) {
      const setpoint = { target_celsius, timestamp: Date.now() };
      setWished(setpoint);
      send(setpoint);
    },
  };
}
