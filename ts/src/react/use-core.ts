"use client";

import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import type { Unsubscribe } from "../feed.js";
import type { RecordCore } from "../record.js";
import { beforeFrame, cancelFrame } from "./frames.js";
import { shallowEqual } from "./shallow.js";

/** How a component follows a record. */
export interface UseRecordOptions {
  /**
   * `"frame"` renders at most once per frame of the screen, with the latest value;
   * `"value"`, the default, after every value.
   */
  readonly sync?: "value" | "frame" | undefined;
}

/** A record as a hook reads it; none while there is no database, as on a server. */
type Core<Out> = RecordCore<Out, never> | null;

/** Reads the record's value, or what `selector` makes of it, and follows it. */
export function useCore<Out, T>(
  core: Core<Out>,
  selector: ((value: Out | null) => T) | undefined,
  options: UseRecordOptions | undefined,
): Out | T | null {
  const byFrame = options?.sync === "frame";
  const subscribe = useCallback(
    (onChange: () => void) => watch(core, onChange, byFrame),
    [core, byFrame],
  );
  const committed = useRef<{ readonly selection: Out | T | null } | undefined>(undefined);
  const [getSelection, getServerSelection] = useMemo(
    () => makeSelections(core, selector, committed),
    [core, selector],
  );
  const selection = useSyncExternalStore(subscribe, getSelection, getServerSelection);
  useEffect(() => {
    committed.current = { selection };
  }, [selection]);
  return selection;
}

function watch<Out>(core: Core<Out>, onChange: () => void, byFrame: boolean): Unsubscribe {
  // A component may outlive its database; then nothing changes any more.
  if (core === null || core.closed) return () => {};
  if (!byFrame) return core.feed.watch(onChange);
  // A task of its own, so that two components do not share one.
  const task = (): void => onChange();
  const off = core.feed.watch(() => beforeFrame(task));
  return () => {
    off();
    cancelFrame(task);
  };
}

function read<Out>(core: Core<Out>): Out | null {
  return core === null || core.closed ? null : core.get();
}

/**
 * The selection now, and the one a server shows. An equal selection is the same object,
 * even with another selector function: a selector may be written in the component.
 */
function makeSelections<Out, T>(
  core: Core<Out>,
  selector: ((value: Out | null) => T) | undefined,
  committed: { readonly current: { readonly selection: Out | T | null } | undefined },
): readonly [() => Out | T | null, () => Out | T | null] {
  if (selector === undefined) return [() => read(core), () => null];
  let last: { readonly value: Out | null; readonly selection: T } | undefined;
  const select = (value: Out | null): T => {
    if (last !== undefined && Object.is(last.value, value)) return last.selection;
    const made = selector(value);
    const before = last ?? committed.current;
    const same = before !== undefined && shallowEqual(before.selection, made);
    const selection = same ? (before.selection as T) : made;
    last = { value, selection };
    return selection;
  };
  return [() => select(read(core)), () => select(null)];
}
