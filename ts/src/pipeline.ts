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

/** Makes values for a record, one by one, until it returns or `signal` is aborted. */
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
  const task = new Task(host, () => stopping.abort());
  const report = reporter(host, { key, in: "source" });
  const emit = (value: In): void => {
    if (!stopping.signal.aborted) core.set(value);
  };
  // Its first value comes after this function returned, as everywhere.
  queueMicrotask(() => {
    void produce(source, emit, stopping.signal, report).then(task.stop, (error: unknown) => {
      if (!stopping.signal.aborted) report(error);
      task.stop();
    });
  });
  return task;
}

async function produce<In>(
  source: AsyncIterable<In> | Iterable<In> | Producer<In>,
  emit: (value: In) => void,
  signal: AbortSignal,
  report: (error: unknown) => void,
): Promise<void> {
  if (signal.aborted) return;
  const values = typeof source === "function" ? await source(emit, signal) : source;
  if (isIterable<In>(values)) await drain(values, emit, signal, report);
  // A producer that sets timers and returns goes on until it is stopped.
  else if (typeof source === "function" && values === undefined) await aborted(signal);
}

async function drain<In>(
  values: AsyncIterable<In> | Iterable<In>,
  emit: (value: In) => void,
  signal: AbortSignal,
  report: (error: unknown) => void,
): Promise<void> {
  const iterator = Symbol.asyncIterator in values ? values[Symbol.asyncIterator]() : values[Symbol.iterator]();
  const end = aborted(signal);
  for (;;) {
    const step = await Promise.race([iterator.next(), end]);
    if (step === undefined) {
      // Not awaited: a generator waiting for something would never answer.
      void Promise.resolve(iterator.return?.()).catch(report);
      return;
    }
    if (step.done === true) return;
    try {
      emit(step.value);
    } catch (error) {
      // One bad value does not end the stream.
      report(error);
    }
  }
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
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
  for (const input of inputs) host.links.add(input.key, out.key);
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
    for (const input of inputs) host.links.remove(input.key, out.key);
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
