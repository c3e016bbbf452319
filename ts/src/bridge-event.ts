/** What a connection tells of. */
export const BridgeEvent = {
  /** Its status changed. */
  Status: 0,
  /** Something went wrong. */
  Error: 1,
  /** Writes were given up. */
  Dropped: 2,
  /** No write waits any more. */
  Drained: 3,
  /** A request was answered. */
  Answer: 4,
  /** A request will not be answered. */
  NoAnswer: 5,
  /** It needs to know where the server is. */
  UrlWanted: 6,
} as const;
