import { checkFunction, kindOf } from "./arguments.js";
import { dispose } from "./dispose.js";
import type { ErrorContext } from "./errors.js";
import type { Listener } from "./feed.js";
import type { Host } from "./host.js";
import type { RecordCore } from "./record.js";

/** A pipeline under way. */
export interface Pipeline {
  /** Ends it. Calling it again does nothing. */
  stop(): void;
  /** Settles when it has ended: stopped, finished, or failed (which `onError` tells). */
  readonly done: Promise<void>;
  /** The same as `stop`. */
  [Symbol.dispose](): void;
}

/**
 * Makes values for a record. What it returns says when it is finished:
 *
 * - an (async) iterable, as generator functions do: when that has given its last value;
 * - a promise, as async functions do: when it settles; what it resolves to, if that is an
 *   iterable or a function, counts as if it had been returned;
 * - anything else: never. It goes on until it is stopped; `signal` is aborted then, and a
 *   function that it returned is called, to clean up.
 *
 * After the end `emit` does nothing.
 *
 * @example
 * ```ts
 * import { WasmDb, type Producer, type Temperature } from "@aimdb/wasm";
 *
 * const clock: Producer<Temperature> = (emit) => {
 *   const timer = setInterval(() => emit({ celsius: 20, timestamp: Date.now() }), 1000);
 *   return () => clearInterval(timer);
 * };
 * const db = new WasmDb();
 * db.configureRecord("t", { schemaType: "temperature", buffer: "SingleLatest" });
 * db.source("t", clock);
 * ```
 */
export type Producer<In> = (emit: (value: In) => void, signal: AbortSignal) => unknown;

/** Settings of simulated values. */
export interface SimulateOptions {
  /** Milliseconds between two values; 1000 where not given. */
  readonly intervalMs?: number | undefined;
  /** What the values lie around. */
  readonly base?: number | undefined;
  /** How far they go from there. */
  readonly variation?: number | undefined;
  /** Which way they drift with each value. */
  readonly trend?: number | undefined;
  /** How much one differs from the next, from 0 to 1. */
  readonly step?: number | undefined;
}

type AnyCore = RecordCore<unknown, unknown>;

/** A pipeline of a database. */
class Task implements Pipeline {
  readonly done: Promise<void>;
  readonly #host: Host;
  readonly #onStop: () => void;
  #stopped = false;
  #settle!: () => void;

  constructor(host: Host, onStop: () => void) {
    this.#host = host;
    this.#onStop = onStop;
    this.done = new Promise((resolve) => (this.#settle = resolve));
    host.endWith(this);
  }

  readonly stop = (): void => {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#host.ended(this);
    this.#onStop();
    this.#settle();
  };

  [dispose](): void {
    this.stop();
  }
}

/** What a source works with while it runs. */
interface Run<In> {
  readonly emit: (value: In) => void;
  readonly signal: AbortSignal;
  readonly report: (error: unknown) => void;
}

/** Writes what a producer or an iterable gives to a record. */
export function startSource<In>(
  core: RecordCore<unknown, In>,
  source: AsyncIterable<In> | Iterable<In> | Producer<In>,
): Pipeline {
  const { host, key } = core;
  if (typeof source !== "function" && !isIterable(source)) {
    throw new TypeError(
      `source of "${key}": expected a function or an (async) iterable, got ${kindOf(source)}`,
    );
  }
  const stopping = new AbortController();
  const { signal } = stopping;
  const task = new Task(host, () => stopping.abort());
  const report = reporter(host, { key, in: "source" });
  const emit = (value: In): void => {
    if (!signal.aborted) core.set(value);
  };
  // Its first value comes after this function returned, as everywhere.
  queueMicrotask(() => {
    void produce(source, { emit, signal, report }).then(task.stop, (error: unknown) => {
      if (!signal.aborted) report(error);
      task.stop();
    });
  });
  return task;
}

/** Runs a source until it is finished; forever, if it goes on until it is stopped. */
async function produce<In>(
  source: AsyncIterable<In> | Iterable<In> | Producer<In>,
  run: Run<In>,
): Promise<void> {
  const { emit, signal } = run;
  if (signal.aborted) return;
  const made: unknown = typeof source === "function" ? source(emit, signal) : source;
  const given: unknown = await made;
  if (isIterable<In>(given)) return drain(given, run);
  if (typeof given === "function") onStop(run, given as () => unknown);
  // Waiting for it made something else of it: it was a promise.
  else if (!Object.is(given, made)) return;
  return new Promise(() => {});
}

async function drain<In>(values: AsyncIterable<In> | Iterable<In>, run: Run<In>): Promise<void> {
  const iterator = Symbol.asyncIterator in values ? values[Symbol.asyncIterator]() : values[Symbol.iterator]();
  // The value under way may never come, so the end does not wait for it. Nor is it raced: a
  // promise that lives as long as the source keeps all that it was ever raced with.
  const forget = onStop(run, async () => {
    // Not within its own turn: a generator may have stopped its source.
    await undefined;
    await iterator.return?.();
  });
  try {
    while (!run.signal.aborted) {
      const step = await iterator.next();
      if (step.done === true) return;
      try {
        run.emit(step.value);
      } catch (error) {
        // One bad value does not end the stream.
        run.report(error);
      }
    }
  } finally {
    forget();
  }
}

/** Calls `fn` when the source is stopped, or now if it was, and reports what it throws. */
function onStop({ signal, report }: Run<never>, fn: () => unknown): () => void {
  const call = (): void => void new Promise((resolve) => resolve(fn())).catch(report);
  if (signal.aborted) call();
  else signal.addEventListener("abort", call, { once: true });
  return () => signal.removeEventListener("abort", call);
}

function isIterable<T>(value: unknown): value is AsyncIterable<T> | Iterable<T> {
  return (
    typeof value === "object" &&
    value !== null &&
    (Symbol.asyncIterator in value || Symbol.iterator in value)
  );
}

/** Calls `fn` with each value of a record. */
export function startTap<Out>(core: RecordCore<Out, never>, fn: Listener<Out>): Pipeline {
  checkFunction(fn, `tap of "${core.key}"`);
  const off = core.feed.subscribe(fn, {}, "tap");
  return new Task(core.host, off);
}

/** Derives a record from others. */
export function startTransform(
  out: AnyCore,
  inputs: readonly AnyCore[],
  derive: (values: readonly unknown[]) => unknown,
): Pipeline {
  const { host } = out;
  checkFunction(derive, `transform into "${out.key}"`);
  const keys = inputs.map(({ key }) => key);
  host.links.add(keys, out.key);
  const report = reporter(host, { key: out.key, in: "transform" });
  const values: unknown[] = inputs.map(() => undefined);
  let missing = inputs.length;
  const offs = inputs.map((input, index) => {
    let waiting = true;
    return input.feed.subscribe(
      (value) => {
        values[index] = value;
        if (waiting) {
          waiting = false;
          missing--;
        }
        if (missing > 0) return;
        try {
          const derived = derive([...values]);
          if (derived !== undefined && derived !== null && !host.closed) out.derive(derived);
        } catch (error) {
          report(error);
        }
      },
      {},
      "tap",
    );
  });
  return new Task(host, () => {
    for (const off of offs) off();
    for (const key of keys) host.links.remove(key, out.key);
  });
}

/** Writes made-up values to a record. */
export function startSimulation(core: AnyCore, options: SimulateOptions): Pipeline {
  const { host, key } = core;
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`simulate "${key}": expected settings, got ${kindOf(options)}`);
  }
  const handle = host.raw.simulate(core.slot, JSON.stringify(options));
  return new Task(host, () => host.raw.stopSimulation(handle));
}

function reporter(host: Host, context: ErrorContext): (error: unknown) => void {
  return (error) => host.errors.report(error, context);
}
