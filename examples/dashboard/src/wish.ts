import { useEffect, useState } from "react";
import { useRecord, useSetRecord } from "./records.js";

/** The room's setpoint: what the hub goes by, or what was wished here and is on its way. */
export function useWish() {
  const setpoint = useRecord("state.setpoint.room1");
  const send = useSetRecord("commands.setpoint.room1");
  const [wished, setWished] = useState<number | null>(null);
  useEffect(() => setWished(null), [setpoint?.timestamp]);
  return {
    target: wished ?? setpoint?.target_celsius,
    waiting: wished !== null,
    wish(target_celsius: number) {
      setWished(target_celsius);
      send({ target_celsius, timestamp: Date.now() });
    },
  };
}
