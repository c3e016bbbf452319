import { useBridge, useBridgeStatus, useRecord } from "./records.js";

/** Whether the page is in touch with its hub, and what waits for it if not. */
export function Connection() {
  const status = useBridgeStatus();
  const bridge = useBridge();
  // What is written here is what may have to wait.
  useRecord("commands.setpoint.room1");
  const pending = status === "connected" ? 0 : (bridge?.pendingWrites() ?? 0);
  return (
    <p className="connection" role="status" data-status={status} data-testid="connection">
      {status}
      {pending > 0 && `, ${pending} to send`}
    </p>
  );
}
