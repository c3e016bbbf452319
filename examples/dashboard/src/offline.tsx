import { useBridge, useBridgeStatus } from "./records.js";

/** Says that what is shown may be old, and what becomes of what is done meanwhile. */
export function Offline() {
  const status = useBridgeStatus();
  const bridge = useBridge();
  return (
    <div className="offline" role="status" data-testid="offline">
      {(status === "reconnecting" || status === "disconnected") && (
        <p>
          <b>{bridge?.paused ? "You are offline." : "The hub cannot be reached."}</b> You see what was known last; what
          you change waits in this page and is sent when the connection is back.
        </p>
      )}
    </div>
  );
}
