import { useEffect } from "react";
import { useAimDb } from "./records.js";

/** Shows the database at work where the address asks for it: `?devtools`. */
export function useDevtools(): void {
  const db = useAimDb();
  useEffect(() => {
    if (db === null || !new URLSearchParams(location.search).has("devtools")) return;
    let gone = false;
    let unmount: (() => void) | undefined;
    // Who does not ask for it does not load it.
    void import("@aimdb/wasm/devtools").then(({ mountDevtools }) => {
      if (!gone) unmount = mountDevtools(db);
    });
    return () => {
      gone = true;
      unmount?.();
    };
  }, [db]);
}
