/** What an export of the wasm module answered. */
export const Outcome = {
  /** Stored; or, when reading, there is no value. */
  Done: 0,
  /** The value is in the scratch frame. */
  Frame: 1,
  /** The value is JSON text. */
  Text: 2,
  /** Values were overwritten before they were read; slot 0 says how many. */
  Lagged: 3,
  /** The reader or the record is gone. */
  Closed: 4,
  /** The value breaks its contract; the details are JSON text. */
  Violation: 5,
  /** The frame was not understood: the value must go across as text. */
  Malformed: 6,
} as const;
