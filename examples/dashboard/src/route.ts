import { useSyncExternalStore } from "react";

function subscribe(onChange: () => void): () => void {
  addEventListener("hashchange", onChange);
  return () => removeEventListener("hashchange", onChange);
}

/** Which page is shown: what stands behind the # of the address. Any server can serve that. */
export function useRoute(): string {
  return useSyncExternalStore(subscribe, () => location.hash.replace(/^#?\/?/, ""));
}
