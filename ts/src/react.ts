/**
 * AimDB for React.
 *
 * @module @aimdb/wasm/react
 */

"use client";

export * from "./generated/react.js";
export { DbProvider, setDefaultDb, type DbProviderProps } from "./react/context.js";
export { createAimDb, type AimDbReact, type UseRecord } from "./react/create.js";
export type { AimDbOptions, BridgeConfig } from "./react/instance.js";
export { useContract } from "./react/use-contract.js";
export type { UseRecordOptions } from "./react/use-core.js";
export {
  useRecord,
  useRecordHistory,
  useRecordSelection,
  useSetRecord,
} from "./react/use-record.js";
