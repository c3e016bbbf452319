import { useEffect } from "react";
import { hub, incomingKeys, useAimDb } from "./records.js";

/** Where the browser keeps it. */
const PLACE = `last known of ${hub}`;

/** Shows what was known last when the page is opened again, until the hub tells news. */
export function useMemory(): void {
  const db = useAimDb();
  useEffect(() => {
    if (db === null) return;
    const kept = JSON.parse(localStorage.getItem(PLACE) ?? "{}") as { [key: string]: never };
    for (const key of incomingKeys) {
      const value = kept[key];
      if (value == null || db.get(key) !== null) continue;
      try {
        db.set(key, value);
      } catch (error) {
        // The contract checks what it finds here, too: it may have changed since.
        console.info(`not taken from memory: ${String(error)}`);
      }
    }
    const keep = () =>
      localStorage.setItem(PLACE, JSON.stringify(Object.fromEntries(incomingKeys.map((key) => [key, db.get(key)]))));
    addEventListener("pagehide", keep);
    document.addEventListener("visibilitychange", keep);
    return () => {
      removeEventListener("pagehide", keep);
      document.removeEventListener("visibilitychange", keep);
    };
  }, [db]);
}
