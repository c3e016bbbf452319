"use client";

import { useEffect, useMemo, useSyncExternalStore } from "react";
import type { Unsubscribe } from "../feed.js";
import type { RecordCore } from "../record.js";

const none: readonly never[] = [];

/**
 * The record's latest values since the component was there, oldest first. A length that
 * changes leaves what there is: fewer of them, or the same ones and room for more.
 */
export function useCoreHistory<Out>(core: RecordCore<Out, never> | null, length: number): readonly Out[] {
  if (!Number.isInteger(length) || length < 1) {
    throw new RangeError(`useRecordHistory: expected a whole number of values from 1, got ${length}`);
  }
  const history = useMemo(() => new History(core), [core]);
  // Before the history is subscribed to, which is what follows; and not while rendering, as
  // what was rendered may never be shown.
  useEffect(() => history.keep(length), [history, length]);
  const values = useSyncExternalStore(history.subscribe, history.getSnapshot, () => none);
  return useMemo(() => (values.length > length ? values.slice(-length) : values), [values, length]);
}

/** What a component has seen of a record: as many values as it has ever asked for. */
class History<Out> {
  readonly #core: RecordCore<Out, never> | null;
  #most = 1;
  #values: readonly Out[] = none;

  constructor(core: RecordCore<Out, never> | null) {
    this.#core = core;
  }

  /** From now on it keeps that many values at least. */
  keep(length: number): void {
    this.#most = Math.max(this.#most, length);
  }

  readonly getSnapshot = (): readonly Out[] => this.#values;

  readonly subscribe = (onChange: () => void): Unsubscribe => {
    const core = this.#core;
    if (core === null || core.closed) return () => {};
    const add = (value: Out | null): void => {
      // Subscribing again, as StrictMode does, gives the current value again.
      if (value === null || value === this.#values.at(-1)) return;
      this.#values = [...this.#values, value].slice(-this.#most);
      onChange();
    };
    if (!core.mailbox) return core.feed.subscribe(add, {}, "listener");
    // A view never takes a command away from who is to carry it out.
    add(core.get());
    return core.feed.watch(() => add(core.get()));
  };
}
