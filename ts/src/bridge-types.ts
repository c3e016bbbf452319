import type { Buffer } from "./buffer.js";
import type { ContractViolation } from "./violation.js";

/** The state of a connection. */
export type BridgeStatus =
  /** The first attempt is under way, or the first after a pause. */
  | "connecting"
  /** The server has answered. */
  | "connected"
  /** Paused; or ended: by `disconnect()`, or because the attempts are used up. */
  | "disconnected"
  /** The connection was lost or could not be opened; it is tried again. */
  | "reconnecting";

/** How often a write may reach the server. */
export type Delivery =
  /** Sent again after a reconnect until it is acknowledged. */
  | "at-least-once"
  /** Never sent twice; reported if it is not known whether it arrived. */
  | "at-most-once";

/** Where a server is: its address, or a function that gives it anew for each attempt. */
export type BridgeUrl = string | URL | (() => string | URL | Promise<string | URL>);

/** Options of a connection. */
export interface BridgeOptions {
  /** Patterns to subscribe, e.g. `sensors/#`; the topics of all records where not given. */
  readonly subscribeTopics?: readonly string[] | null | undefined;
  /** Patterns of the topics whose local writes go to the server; all where not given. */
  readonly writeTopics?: readonly string[] | null | undefined;
  /** Whether a lost connection is opened again; `true` where not given. */
  readonly autoReconnect?: boolean | undefined;
  /** Whether current values are asked for on connecting; `true` where not given. */
  readonly lateJoin?: boolean | undefined;
  /** How many writes may wait while there is no connection; 10,000 where not given. */
  readonly maxOfflineQueue?: number | undefined;
  /** Milliseconds before reconnecting, one per attempt; the last one repeats. */
  readonly backoff?: readonly number[] | undefined;
  /** Failed attempts in a row before giving up; `null` for never, which is the default. */
  readonly maxRetries?: number | null | undefined;
  /** Attempts refused in a row before giving up; `null` for never. 3 where not given. */
  readonly authRetries?: number | null | undefined;
  /** Milliseconds until the server must have answered a new connection. */
  readonly connectTimeoutMs?: number | undefined;
  /** Milliseconds of silence after which the server is asked for a sign of life. */
  readonly keepaliveMs?: number | undefined;
  /** Milliseconds it may take to give one. */
  readonly pongTimeoutMs?: number | undefined;
  /** Milliseconds a `query`, `listTopics` or `flush` may take, unless it says otherwise; 10,000. */
  readonly requestTimeoutMs?: number | undefined;
  /** How often a write may reach the server; `at-least-once` where not given. */
  readonly delivery?: Delivery | undefined;
}

/** What can go wrong on a connection. `docs/bridge.md` says of each what to do. */
export type BridgeErrorCode =
  // Connecting.
  | "url"
  | "no-url"
  | "refused"
  | "unreachable"
  | "connect-failed"
  | "connect-timeout"
  | "closed-early"
  // A connection that ends.
  | "closed"
  | "silent"
  | "pongs-lost"
  // What the server says.
  | "unauthorized"
  | "forbidden"
  | "server-unknown-topic"
  | "serialization"
  | "write"
  | "server"
  // What it sends.
  | "contract"
  | "unknown-topic"
  | "malformed"
  | "unknown-type"
  | "binary"
  // Here.
  | "topic-conflict"
  | "pending-writes"
  | "suppressed";

/** Something went wrong on a connection; the connection goes on. */
export interface BridgeError {
  /** What, for programs. */
  readonly code: BridgeErrorCode;
  /** What, for people. */
  readonly message: string;
  /** The topic in question. */
  readonly topic?: string;
  /** The record in question. */
  readonly key?: string;
  /** How the value breaks the contract. */
  readonly violation?: ContractViolation;
}

/** Why a write was given up. */
export type BridgeGapReason =
  /** A newer value took its place: the record keeps the latest. */
  | "overwritten"
  /** The record's ring holds no more. */
  | "displaced"
  /** More writes waited than `maxOfflineQueue`. */
  | "queue-full"
  /** It was sent, at most once, and the connection was lost before it was acknowledged. */
  | "unconfirmed"
  /** No frame can hold it. */
  | "too-large"
  /** It broke its contract, and was made in Rust. */
  | "contract";

/** Writes that did not reach the server. */
export interface BridgeGap {
  /** Why. */
  readonly reason: BridgeGapReason;
  /** How many. */
  readonly count: number;
  /** The record they were written to. */
  readonly key?: string;
  /** The topic they were written to. */
  readonly topic?: string;
}

/** What a connection has done so far. */
export interface BridgeStats {
  /** Messages that came in, of any kind. */
  readonly received: number;
  /** Values among them: the sum of the next four. */
  readonly values: number;
  /** Values put into a record. */
  readonly applied: number;
  /** Values that broke their record's contract. */
  readonly rejected: number;
  /** Values for a topic that no record has. */
  readonly unknownTopic: number;
  /** Snapshots that would have overwritten something newer, or were not wanted. */
  readonly skipped: number;
  /** Messages that were not understood. */
  readonly malformed: number;
  /** Errors the server told of. */
  readonly serverErrors: number;
  /** Local writes taken: the sum of `acked`, `dropped` and `queued`. */
  readonly written: number;
  /** Writes sent, repetitions included. */
  readonly sent: number;
  /** Writes sent again after a reconnect. */
  readonly resent: number;
  /** Writes the server has processed. */
  readonly acked: number;
  /** Writes given up, each one reported with its reason. */
  readonly dropped: number;
  /** Writes waiting to be sent or acknowledged. */
  readonly queued: number;
  /** Bytes of text that came in, as UTF-8. */
  readonly bytesReceived: number;
  /** Bytes of text sent, as UTF-8. */
  readonly bytesSent: number;
  /** Attempts to connect. */
  readonly attempts: number;
  /** Connections on which the server answered. */
  readonly connects: number;
  /** Those after the first. */
  readonly reconnects: number;
  /** Milliseconds from the last ping to its answer. */
  readonly roundTripMs: number;
  /** Errors not told of because there were too many. */
  readonly suppressed: number;
}

/** A topic of a server. */
export interface TopicInfo {
  /** Its name. */
  readonly name: string;
  /** Name of the contract of its values, if the server says so. */
  readonly schemaType: string | null;
  /** What it belongs to, if the server says so. */
  readonly entity: string | null;
}

/** How records are made of a server's topics. */
export interface ConfigureOptions {
  /** Whether to make a record of a topic; of all where not given. */
  readonly accept?: ((topic: TopicInfo) => boolean) | undefined;
  /** The record's key; the topic with `.` for `/` where not given. */
  readonly keyOf?: ((topic: TopicInfo) => string) | undefined;
  /** The records' buffer; `SingleLatest` where not given. */
  readonly buffer?: Buffer | undefined;
  /** Milliseconds the answer may take. */
  readonly timeoutMs?: number | undefined;
}

/** What became of a server's topics. */
export interface ServerTopics {
  /** Records that were made. */
  readonly records: readonly {
    /** The record's key. */
    readonly key: string;
    /** What it was made of. */
    readonly topic: TopicInfo;
  }[];
  /** Topics of which none was made. */
  readonly skipped: readonly TopicInfo[];
}

/** What to ask a server's history for. */
export interface QueryOptions {
  /** Not before this time, in Unix milliseconds. */
  readonly from?: number | undefined;
  /** Not after this time, in Unix milliseconds. */
  readonly to?: number | undefined;
  /** How many values at most. */
  readonly limit?: number | undefined;
  /** Milliseconds the answer may take. */
  readonly timeoutMs?: number | undefined;
}

/** A server's answer to a query. */
export interface QueryResult {
  /** What it found. Values are as the server has them: check them with `validate`. */
  readonly records: readonly {
    /** The topic. */
    readonly topic: string;
    /** The value, unchecked. */
    readonly payload: unknown;
    /** When it was written, in Unix milliseconds. */
    readonly ts: number;
  }[];
  /** How many there are without the limit. */
  readonly total: number;
}
