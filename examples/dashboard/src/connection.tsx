import { usePending } from "./pending.js";
import { useBridge, useBridgeStatus } from "./records.js";

/** Whether the page is in touch with its hub, and what waits for it if not. */
export function Connection() {
  const status = useBridgeStatus();
  const bridge = useBridge();
  const pending = usePending();
  const offline = bridge?.paused ?? false;
  return (
    <div className="connection">
      <p role="status" data-status={status} data-testid="connection">
        {offline ? "offline" : status}
        {status !== "connected" && pending > 0 && `, ${pending} to send`}
      </p>
      <button
        type="button"
        role="switch"
        aria-checked={offline}
        onClick={() => (offline ? bridge?.resume() : bridge?.pause())}
      >
        Offline
      </button>
    </div>
  );
}
