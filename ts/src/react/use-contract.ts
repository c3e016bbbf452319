"use client";

import type { Contract } from "../contract.js";
import { coreWith } from "../typed.js";
import { useDatabase } from "./context.js";
import { useCore, type UseRecordOptions } from "./use-core.js";

/** A record's value, as `useRecord` gives it, where the record must be of the contract. */
export function useContract<Out>(
  contract: Contract<Out, unknown>,
  key: string,
  options?: UseRecordOptions,
): Out | null {
  const db = useDatabase();
  const core = db === null || db.closed ? null : coreWith<Out, never>(db, key, contract);
  return useCore<Out, Out | null>(core, undefined, options);
}
