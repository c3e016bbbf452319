import type { Validation } from "@aimdb/wasm";

/** What a contract says of a value. */
export function Verdict({ of: { ok, error } }: { of: Validation<unknown> }) {
  return (
    <div className="outcome" data-ok={ok} role="status" data-testid="verdict">
      <p>{ok ? "The contract is kept." : error.message}</p>
      {error && (
        <dl>
          <dt>Path</dt>
          <dd>{error.path.length > 0 ? error.path.join(".") : "the value itself"}</dd>
          <dt>Expected</dt>
          <dd>{error.expected}</dd>
          <dt>Received</dt>
          <dd>{error.received}</dd>
        </dl>
      )}
    </div>
  );
}
