import type { Delivery } from "./bridge-types.js";
import type { Buffer } from "./buffer.js";
import type { SchemaMap } from "./generated/registry.js";

/** Names of the contracts. */
export type SchemaType = keyof SchemaMap;

/** What a read of a contract gives. */
export type OutputOf<S extends SchemaType> = SchemaMap[S]["output"];

/** What a write to a contract accepts. */
export type InputOf<S extends SchemaType> = SchemaMap[S]["input"];

/** How a record is made. */
export interface RecordConfig<S extends SchemaType = SchemaType> {
  /** Name of its contract. */
  readonly schemaType: S;
  /** How it keeps values. */
  readonly buffer: Buffer;
  /** What the server calls it; its key with `/` for `.` where this is not given. */
  readonly topic?: string | undefined;
  /** Whether what a transform writes goes to the server too. What `set` writes always does. */
  readonly forward?: boolean | undefined;
  /** How often a write may reach the server; as the connection says where this is not given. */
  readonly delivery?: Delivery | undefined;
}

/** Records by key, as `openDb` and `createAimDb` take them. */
export interface RecordConfigs {
  readonly [key: string]: RecordConfig;
}

/** Refuses settings that records do not have: a misspelt one would go unnoticed. */
export type Checked<R extends RecordConfigs> = {
  readonly [K in keyof R]: {
    readonly [Setting in keyof R[K]]: Setting extends keyof RecordConfig ? R[K][Setting] : never;
  };
};

/** The keys of records. */
export type KeyOf<R extends RecordConfigs> = keyof R & string;

/** What a read of the record `K` gives. */
export type ReadOf<R extends RecordConfigs, K extends keyof R> = OutputOf<R[K]["schemaType"]>;

/** What a write to the record `K` accepts. */
export type WriteOf<R extends RecordConfigs, K extends keyof R> = InputOf<R[K]["schemaType"]>;

/** The keys of records with the contract `S`. */
export type KeyWith<R extends RecordConfigs, S extends SchemaType> = {
  [K in KeyOf<R>]: R[K]["schemaType"] extends S ? K : never;
}[KeyOf<R>];
