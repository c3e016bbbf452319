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
 *
 * @example
 * ```tsx
 * import type { Temperature } from "@aimdb/wasm";
 * import { useRecord } from "@aimdb/wasm/react";
 *
 * export function TemperatureCard({ city }: { city: string }) {
 *   const temp = useRecord<Temperature>(`sensors.temperature.${city}`);
 *   return <span>{temp === null ? "–" : `${temp.celsius} °C`}</span>;
 * }
 * ```
 */
export function useRecord<T>(key: string, options?: UseRecordOptions): T | null {
  return useCore<T, T | null>(coreIn<T, never>(useDatabase(), key), undefined, options);
}

/**
 * What `selector` makes of a record's value. The component renders again when that changes.
 *
 * @example
 * ```tsx
 * import type { Temperature } from "@aimdb/wasm";
 * import { useRecordSelection } from "@aimdb/wasm/react";
 *
 * export function Warning() {
 *   const hot = useRecordSelection("t", (value: Temperature | null) => (value?.celsius ?? 0) > 30);
 *   return hot && <b>hot</b>;
 * }
 * ```
 */
export function useRecordSelection<T, S>(
  key: string,
  selector: (value: T | null) => S,
  options?: UseRecordOptions,
): S {
  return useCore<T, S>(coreIn<T, never>(useDatabase(), key), selector, options) as S;
}

/**
 * A function that writes to a record. It throws a `ContractViolation` as `set` does.
 *
 * @example
 * ```tsx
 * import type { Setpoint } from "@aimdb/wasm";
 * import { useSetRecord } from "@aimdb/wasm/react";
 *
 * export function Warmer() {
 *   const set = useSetRecord<Setpoint>("commands.setpoint.room1");
 *   return <button onClick={() => set({ target_celsius: 22, timestamp: Date.now() })}>warmer</button>;
 * }
 * ```
 */
export function useSetRecord<T>(key: string): (value: T) => void {
  const core = coreIn<unknown, T>(useDatabase(), key);
  return useCallback((value: T) => setIn(core, key, value), [core, key]);
}

/**
 * A record's latest values since the component was there, oldest first.
 *
 * @example
 * ```tsx
 * import type { Temperature } from "@aimdb/wasm";
 * import { useRecordHistory } from "@aimdb/wasm/react";
 *
 * export function Mean() {
 *   const history = useRecordHistory<Temperature>("t", 50);
 *   return <p>{history.reduce((sum, { celsius }) => sum + celsius, 0) / history.length} °C</p>;
 * }
 * ```
 */
export function useRecordHistory<T>(key: string, length: number): readonly T[] {
  return useCoreHistory(coreIn<T, never>(useDatabase(), key), length);
}
