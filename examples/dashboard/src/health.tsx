import { StationStatus } from "@aimdb/wasm";
import { useRecord, type Station } from "./records.js";

/** How a station says it is doing. */
export function Health({ station }: { station: Station }) {
  const status = useRecord(`sensors.status.${station}`);
  if (status === null) return <span />;
  return (
    <span className="health" data-state={status.state}>
      <span aria-hidden="true">{StationStatus.icon}</span> {status.last_error ?? status.state}
    </span>
  );
}
