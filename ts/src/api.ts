// What every entry exports.

export { BridgeRequestError, WsBridge, type BridgeRequestCode } from "./bridge.js";
export type {
  BridgeError,
  BridgeErrorCode,
  BridgeGap,
  BridgeGapReason,
  BridgeOptions,
  BridgeStats,
  BridgeStatus,
  BridgeUrl,
  ConfigureOptions,
  Delivery,
  QueryOptions,
  QueryResult,
  ServerTopics,
  TopicInfo,
} from "./bridge-types.js";
export type { Buffer } from "./buffer.js";
export type {
  AnyContract,
  Contract,
  ContractField,
  ContractSpec,
  Input,
  Output,
  StandardIssue,
  StandardProps,
  StandardResult,
} from "./contract.js";
export { Database } from "./db.js";
export { isReady } from "./engine.js";
export type { ErrorContext, ErrorListener, Incident } from "./errors.js";
export type { Listener, SubscribeOptions, Unsubscribe } from "./feed.js";
export * from "./generated/index.js";
export type { DbOptions } from "./host.js";
export type { WasmSource } from "./load.js";
export { openDb, type OpenOptions, type ReadsOf, type TypedDb } from "./open.js";
export type { Pipeline, Producer, SimulateOptions } from "./pipeline.js";
export { RecordHandle, type RecordStats } from "./record.js";
export type {
  InputOf,
  KeyOf,
  KeyWith,
  OutputOf,
  ReadOf,
  RecordConfig,
  RecordConfigs,
  SchemaType,
  WriteOf,
} from "./types.js";
export { validate, type Validation } from "./validate.js";
export {
  ContractViolation,
  isContractViolation,
  type PathStep,
  type ViolationDetails,
} from "./violation.js";
