import type { RawDb } from "./abi.js";
import { wasm } from "./engine.js";
import { ErrorSink } from "./errors.js";
import { Links } from "./links.js";
import { Pump, type PumpSource } from "./pump.js";
import type { RecordCore } from "./record.js";

/** Settings of a database. */
export interface DbOptions {
  /** Freezes every value it gives out, so that a stray write shows at once. For development. */
  readonly freeze?: boolean | undefined;
}

/** What ends with the database. */
interface Ending {
  stop(): void;
}

/** A database as its parts see it. */
export class Host implements PumpSource {
  readonly errors = new ErrorSink();
  readonly pump: Pump = new Pump(this);
  readonly freeze: boolean;
  readonly records = new Map<string, RecordCore<unknown, unknown>>();
  /** Which records transforms derive from which. */
  readonly links = new Links();
  readonly #slots: RecordCore<unknown, unknown>[] = [];
  /** What ends with it: pipelines and connections. */
  readonly endings = new Set<Ending>();
  #raw: RawDb | undefined;

  constructor(options: DbOptions) {
    this.freeze = options.freeze === true;
    this.#raw = new (wasm().WasmDb)(this.pump.ready);
  }

  /** Whether the database was freed. */
  get closed(): boolean {
    return this.#raw === undefined;
  }

  /** The database inside the module. */
  get raw(): RawDb {
    if (this.#raw === undefined) {
      throw new Error("this database was freed: free() ended it and everything made from it");
    }
    return this.#raw;
  }

  /** Adds a record. */
  add(core: RecordCore<unknown, unknown>): void {
    this.records.set(core.key, core);
    this.#slots[core.slot] = core;
  }

  /** The key of a slot. */
  keyOf(slot: number): string | undefined {
    return this.#slots[slot]?.key;
  }

  /** Whatever has to stop before the database can go. */
  endWith(ending: Ending): void {
    this.endings.add(ending);
  }

  /** Forgets it: it stopped by itself. */
  ended(ending: Ending): void {
    this.endings.delete(ending);
  }

  nextReady(): RecordCore<unknown, unknown>["feed"] | undefined {
    if (this.#raw === undefined) return undefined;
    for (;;) {
      const slot = this.#raw.nextReady();
      if (slot < 0) return undefined;
      const core = this.#slots[slot];
      if (core !== undefined) return core.feed;
    }
  }

  /** Ends everything. */
  free(): void {
    const raw = this.#raw;
    if (raw === undefined) return;
    for (const ending of this.endings) ending.stop();
    this.endings.clear();
    for (const core of this.records.values()) core.close();
    this.records.clear();
    this.#slots.length = 0;
    this.#raw = undefined;
    raw.free();
  }
}
