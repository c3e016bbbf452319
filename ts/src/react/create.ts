"use client";

import {
  createContext,
  createElement,
  useCallback,
  useContext,
  useEffect,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from "react";
import type { WsBridge } from "../bridge.js";
import type { BridgeStatus } from "../bridge-types.js";
import type { TypedDb } from "../open.js";
import type { KeyOf, ReadOf, RecordConfigs, WriteOf } from "../types.js";
import { coreIn, DatabaseContext } from "./context.js";
import { Instance, type AimDbOptions, type Opened } from "./instance.js";
import { setIn } from "./set.js";
import { useCore, type UseRecordOptions } from "./use-core.js";
import { useCoreHistory } from "./use-history.js";

/** What {@link createAimDb} gives: a provider, and hooks that know each key's type. */
export interface AimDbReact<R extends RecordConfigs> {
  /**
   * Gives the components below it the database. While the wasm module loads it suspends;
   * if that fails it throws to the error boundary. After server rendering it does not
   * suspend: what the server showed stays until the module is there.
   */
  readonly Provider: (props: { readonly children?: ReactNode }) => ReactNode;

  /** A record's value; `null` while there is none. Renders again when it changes. */
  readonly useRecord: UseRecord<R>;

  /** A function that writes to a record. It throws a `ContractViolation` as `set` does. */
  readonly useSetRecord: <K extends KeyOf<R>>(key: K) => (value: WriteOf<R, K>) => void;

  /** A record's latest values since the component was there, oldest first. */
  readonly useRecordHistory: <K extends KeyOf<R>>(key: K, length: number) => readonly ReadOf<R, K>[];

  /** The database; `null` on a server, and until it is open after server rendering. */
  readonly useAimDb: () => TypedDb<R> | null;

  /** The connection; `null` where there is none, and where {@link useAimDb} gives `null`. */
  readonly useBridge: () => WsBridge | null;

  /** The connection's status. Renders again when it changes. */
  readonly useBridgeStatus: () => BridgeStatus;

  /** After the module failed to load: lets the next attempt to render try again. */
  readonly retry: () => void;
}

/** A record's value, or what a selector makes of it. */
export interface UseRecord<R extends RecordConfigs> {
  <K extends KeyOf<R>>(key: K, options?: UseRecordOptions): ReadOf<R, K> | null;
  <K extends KeyOf<R>, T>(
    key: K,
    selector: (value: ReadOf<R, K> | null) => T,
    options?: UseRecordOptions,
  ): T;
}

/**
 * Makes a provider and hooks for a set of records. Call it once, outside of components.
 *
 * @param options - The records by key, each with its contract; a server to keep in step with.
 *
 * @example
 * ```tsx
 * import { createAimDb } from "@aimdb/wasm/react";
 * import { Suspense } from "react";
 *
 * const { Provider, useRecord, useSetRecord, useRecordHistory, useBridgeStatus } = createAimDb({
 *   records: {
 *     "sensors.temperature.vienna": { schemaType: "temperature", buffer: { type: "SpmcRing", capacity: 50 } },
 *     "commands.setpoint.room1": { schemaType: "setpoint", buffer: "SingleLatest" },
 *   },
 *   bridge: { url: "wss://example.org/ws", subscribeTopics: ["sensors/#"] },
 * });
 *
 * function Card() {
 *   const celsius = useRecord("sensors.temperature.vienna", (value) => value?.celsius);
 *   const latest = useRecord("sensors.temperature.vienna", { sync: "frame" });
 *   const history = useRecordHistory("sensors.temperature.vienna", 50);
 *   const set = useSetRecord("commands.setpoint.room1");
 *   return (
 *     <button onClick={() => set({ target_celsius: 21, timestamp: Date.now() })}>
 *       {useBridgeStatus()}: {celsius ?? "–"} °C at {latest?.timestamp}, {history.length} values
 *     </button>
 *   );
 * }
 *
 * export const App = () => (
 *   <Suspense fallback="…">
 *     <Provider>
 *       <Card />
 *     </Provider>
 *   </Suspense>
 * );
 * ```
 */
export function createAimDb<const R extends RecordConfigs>(options: AimDbOptions<R>): AimDbReact<R> {
  const instance = new Instance<R>(options);
  const Context = createContext<Opened<R> | null | undefined>(undefined);

  function Provider({ children }: { readonly children?: ReactNode }): ReactNode {
    const opened = useInstance(instance);
    const inner = createElement(DatabaseContext.Provider, { value: opened?.db ?? null }, children);
    return createElement(Context.Provider, { value: opened }, inner);
  }

  function useOpened(): Opened<R> | null {
    const opened = useContext(Context);
    if (opened === undefined) {
      throw new Error("no database here: wrap the component in the Provider of this createAimDb()");
    }
    return opened;
  }

  function useCoreOf<K extends KeyOf<R>>(key: K) {
    return coreIn<ReadOf<R, K>, never>(useOpened()?.db ?? null, key);
  }

  function useRecord<K extends KeyOf<R>, T>(
    key: K,
    selector?: ((value: ReadOf<R, K> | null) => T) | UseRecordOptions,
    settings?: UseRecordOptions,
  ): ReadOf<R, K> | T | null {
    const core = useCoreOf(key);
    return typeof selector === "function"
      ? useCore(core, selector, settings)
      : useCore<ReadOf<R, K>, T>(core, undefined, selector);
  }

  return {
    Provider,
    useRecord: useRecord as UseRecord<R>,
    useSetRecord: (key) => {
      const core = coreIn<unknown, WriteOf<R, typeof key>>(useOpened()?.db ?? null, key);
      return useCallback((value) => setIn(core, key, value), [core, key]);
    },
    useRecordHistory: (key, length) => useCoreHistory(useCoreOf(key), length),
    useAimDb: () => useHydrated(useOpened()?.db ?? null),
    useBridge: () => useHydrated(useOpened()?.bridge ?? null),
    useBridgeStatus: () => useStatus(useOpened()?.bridge ?? null),
    retry: instance.retry,
  };
}

const never = (): (() => void) => () => {};

/** The open database; `null` on a server and until it is open after server rendering. */
function useInstance<R extends RecordConfigs>(instance: Instance<R>): Opened<R> | null {
  // True on a server, and in the browser while React takes over what a server rendered.
  const onServer = useSyncExternalStore(never, () => false, () => true);
  const [hydrated] = useState(onServer);
  if (!hydrated) instance.suspend();
  const failure = useSyncExternalStore(instance.subscribe, instance.getFailure, () => undefined);
  if (failure !== undefined) throw failure.error;
  const opened = useSyncExternalStore(instance.subscribe, instance.getOpened, () => null);
  useEffect(() => instance.retain(), [instance]);
  useEffect(() => {
    // After hydration; and again if the database went while the component was hidden.
    if (opened === null) instance.start();
  }, [instance, opened]);
  return opened;
}

/**
 * A part of the page may hydrate later than its provider, when the database is open: it
 * shows what the server showed first, as the rest did.
 */
function useHydrated<T>(value: T | null): T | null {
  return useSyncExternalStore(never, () => value, () => null);
}

/** The status of a connection. */
export function useStatus(bridge: WsBridge | null): BridgeStatus {
  const subscribe = useCallback(
    (onChange: () => void) => (bridge === null ? () => {} : bridge.onStatusChange(onChange)),
    [bridge],
  );
  return useSyncExternalStore(
    subscribe,
    () => bridge?.status() ?? "disconnected",
    () => "disconnected",
  );
}
