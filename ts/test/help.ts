import { WasmDb, type ErrorContext, type Buffer } from "@aimdb/wasm";
import { afterEach, vi } from "vitest";

const open = new Set<WasmDb>();

afterEach(() => {
  for (const db of open) db.free();
  open.clear();
});

/** A database that is freed after the test. */
export function makeDb(options?: ConstructorParameters<typeof WasmDb>[0]): WasmDb {
  const db = new WasmDb(options);
  open.add(db);
  return db;
}

/** A database with one temperature record, `t`. */
export function withTemperature(buffer: Buffer = "SingleLatest"): WasmDb {
  const db = makeDb();
  db.configureRecord("t", { schemaType: "temperature", buffer });
  return db;
}

/** A temperature; its timestamp tells it apart. */
export function celsius(value: number): { celsius: number; timestamp: number } {
  return { celsius: value, timestamp: value };
}

/** Lets microtasks and the tasks that follow them run. */
export async function settle(turns = 3): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
}

/** Lets microtasks run. */
export async function microtasks(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
}

/** Waits until something is so. */
export async function until(condition: () => boolean, ms = 5000): Promise<void> {
  const end = performance.now() + ms;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`not within ${ms} ms: ${String(condition)}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Collects what nothing refers to any more. */
export async function collectGarbage(): Promise<void> {
  const { gc = exposeGc() } = globalThis as { gc?: () => void };
  for (let turn = 0; turn < 5; turn++) {
    gc();
    // What a task has looked at stays until it ends.
    await settle(1);
  }
}

/** In Chromium a switch does it; see vitest.config.ts. */
function exposeGc(): () => void {
  process.getBuiltinModule("node:v8").setFlagsFromString("--expose-gc");
  return process.getBuiltinModule("node:vm").runInNewContext("gc") as () => void;
}

/** Silences console.error and collects what `onError` tells. */
export function collectErrors(db: WasmDb): { error: unknown; context: ErrorContext }[] {
  vi.spyOn(console, "error").mockImplementation(() => {});
  const errors: { error: unknown; context: ErrorContext }[] = [];
  db.onError((error, context) => errors.push({ error, context }));
  return errors;
}

/** Collects what nobody catches, until `stop()` gives it. */
export function watchUncaught(): { stop(): unknown[] } {
  const raised: unknown[] = [];
  if (typeof process === "object") {
    const note = (error: unknown): void => void raised.push(error);
    process.on("uncaughtException", note).on("unhandledRejection", note);
    return {
      stop() {
        process.off("uncaughtException", note).off("unhandledRejection", note);
        return raised;
      },
    };
  }
  const note = (event: Event): void => void raised.push(event instanceof ErrorEvent ? event.error : event);
  addEventListener("error", note);
  addEventListener("unhandledrejection", note);
  return {
    stop() {
      removeEventListener("error", note);
      removeEventListener("unhandledrejection", note);
      return raised;
    },
  };
}
