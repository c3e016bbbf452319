import type { RawBridge } from "./abi.js";
import { checkFunction, kindOf } from "./arguments.js";
import { hostOf, type Database } from "./db.js";
import { dispose } from "./dispose.js";
import { wasm } from "./engine.js";
import type { Unsubscribe } from "./feed.js";
import type { Host } from "./host.js";
import { Listeners } from "./listeners.js";
import type { ContractViolation } from "./violation.js";

/** The state of a connection. */
export type BridgeStatus =
  /** The first attempt is under way. */
  | "connecting"
  /** The server has answered. */
  | "connected"
  /** Ended: by `disconnect()`, or because the attempts are used up. */
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
  /** Milliseconds a `query` or `listTopics` may take, unless it says otherwise. */
  readonly requestTimeoutMs?: number | undefined;
  /** How often a write may reach the server; `at-least-once` where not given. */
  readonly delivery?: Delivery | undefined;
}

/** Something went wrong on a connection; the connection goes on. */
export interface BridgeError {
  /** What, for programs: `unauthorized`, `contract`, `unknown-topic`, … */
  readonly code: string;
  /** What, for people. */
  readonly message: string;
  /** The topic in question. */
  readonly topic?: string;
  /** The record in question. */
  readonly key?: string;
  /** How the value breaks the contract. */
  readonly violation?: ContractViolation;
}

/** Writes that did not reach the server. */
export interface BridgeGap {
  /** Why: `overwritten`, `displaced`, `queue-full`, `unconfirmed`, `too-large`. */
  readonly reason: string;
  /** How many. */
  readonly count: number;
  /** The record they were written to. */
  readonly key?: string;
  /** The topic they were written to. */
  readonly topic?: string;
}

/** A database's connection to an AimDB server. */
export class WsBridge {
  readonly #host: Host;

  private constructor(host: Host) {
    this.#host = host;
  }

  static connect(db: Database, url: BridgeUrl, options: BridgeOptions = {}): WsBridge {
    void wasm, checkFunction, kindOf, url, options;
    return new WsBridge(hostOf(db));
  }
  onStatusChange(listener: (status: BridgeStatus) => unknown): Unsubscribe {
    return new Listeners<BridgeStatus>(() => this.#host).add(listener);
  }
  status(): BridgeStatus {
    return "connecting";
  }
  [dispose](): void {}
  raw: RawBridge | undefined;
}
