import { useSyncExternalStore } from "react";

const SECOND = 1000;

function subscribe(onTick: () => void): () => void {
  const timer = setInterval(onTick, SECOND);
  return () => clearInterval(timer);
}

/** The time in Unix milliseconds, by the second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => Math.floor(Date.now() / SECOND) * SECOND);
}
