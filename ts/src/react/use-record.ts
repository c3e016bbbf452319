"use client";

import { useCallback } from "react";
import { coreIn, useDatabase } from "./context.js";
import { setIn } from "./set.js";
import { useCore, type UseRecordOptions } from "./use-core.js";
import { useCoreHistory } from "./use-history.js";

/**
 * A record's value, in the database of the nearest provider; `null` while there is none.
 * The component renders again when it changes.
 *
 * @typeParam T - Type of the value.
 */
export function useRecord<T>(key: string, options?: UseRecordOptions): T | null {
  return useCore<T, T | null>(coreIn<T, never>(useDatabase(), key), undefined, options);
}

/** What `selector` makes of a record's value. The component renders again when that changes. */
export function useRecordSelection<T, S>(
  key: string,
  selector: (value: T | null) => S,
  options?: UseRecordOptions,
): S {
  return useCore<T, S>(coreIn<T, never>(useDatabase(), key), selector, options) as S;
}

/** A function that writes to a record. It throws a `ContractViolation` as `set` does. */
export function useSetRecord<T>(key: string): (value: T) => void {
  const core = coreIn<unknown, T>(useDatabase(), key);
  return useCallback((value: T) => setIn(core, key, value), [core, key]);
}

/** A record's latest values since the component was there, oldest first. */
export function useRecordHistory<T>(key: string, length: number): readonly T[] {
  return useCoreHistory(coreIn<T, never>(useDatabase(), key), length);
}
