"use client";

import { useMemo, useSyncExternalStore } from "react";
import type { Unsubscribe } from "../feed.js";
import type { RecordCore } from "../record.js";

const none: readonly never[] = [];

/** The record's latest values since the component was there, oldest first. */
export function useCoreHistory<Out>(core: RecordCore<Out, never> | null, length: number): readonly Out[] {
  if (!Number.isInteger(length) || length < 1) {
    throw new RangeError(`useRecordHistory: expected a whole number of values from 1, got ${length}`);
  }
  const history = useMemo(() => new History(core, length), [core, length]);
  return useSyncExternalStore(history.subscribe, history.getSnapshot, () => none);
}

class History<Out> {
  readonly #core: RecordCore<Out, never> | null;
  readonly #length: number;
  #values: readonly Out[] = none;

  constructor(core: RecordCore<Out, never> | null, length: number) {
    this.#core = core;
    this.#length = length;
  }

  readonly getSnapshot = (): readonly Out[] => this.#values;

  readonly subscribe = (onChange: () => void): Unsubscribe => {
    const core = this.#core;
    if (core === null || core.closed) return () => {};
    const add = (value: Out | null): void => {
      // Subscribing again, as StrictMode does, gives the current value again.
      if (value === null || value === this.#values.at(-1)) return;
      this.#values = [...this.#values, value].slice(-this.#length);
      onChange();
    };
    if (!core.mailbox) return core.feed.subscribe(add, {}, "listener");
    // A view never takes a command away from who is to carry it out.
    add(core.get());
    return core.feed.watch(() => add(core.get()));
  };
}
