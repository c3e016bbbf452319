import { useBridgeStatus } from "./records.js";

/** Whether the page is in touch with its hub. */
export function Connection() {
  const status = useBridgeStatus();
  return (
    <p className="connection" role="status" data-status={status} data-testid="connection">
      {status}
    </p>
  );
}
