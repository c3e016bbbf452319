"use client";

import { createContext, createElement, useContext, type ReactNode } from "react";
import { coreOf, type Database } from "../db.js";
import type { RecordCore } from "../record.js";

/** The database of the components below; `null` while there is none yet, as on a server. */
export const DatabaseContext = /*@__PURE__*/ createContext<Database | null | undefined>(undefined);

let fallback: Database | undefined;

/**
 * Names the database for components that stand below no provider.
 *
 * @param db - The database; `undefined` for none.
 *
 * @example
 * ```ts
 * import { WasmDb } from "@aimdb/wasm";
 * import { setDefaultDb } from "@aimdb/wasm/react";
 *
 * setDefaultDb(new WasmDb());
 * ```
 */
export function setDefaultDb(db: Database | undefined): void {
  fallback = db;
}

/** What {@link DbProvider} takes. */
export interface DbProviderProps {
  /** The database. It is not freed when the provider goes. */
  readonly db: Database;
  /** What may use it. */
  readonly children?: ReactNode;
}

/**
 * Gives the components below it a database made elsewhere.
 *
 * @example
 * ```tsx
 * import { WasmDb } from "@aimdb/wasm";
 * import { DbProvider, useTemperature } from "@aimdb/wasm/react";
 *
 * const Card = () => <p>{useTemperature("sensors.temperature.vienna")?.celsius}</p>;
 * export const App = ({ db }: { db: WasmDb }) => (
 *   <DbProvider db={db}>
 *     <Card />
 *   </DbProvider>
 * );
 * ```
 */
export function DbProvider({ db, children }: DbProviderProps): ReactNode {
  return createElement(DatabaseContext.Provider, { value: db }, children);
}

/** The database of the nearest provider, or the default one; `null` where it is not there yet. */
export function useDatabase(): Database | null {
  const db = useContext(DatabaseContext);
  if (db !== undefined) return db;
  if (fallback === undefined) {
    throw new Error(
      "no database here: wrap the component in the Provider of createAimDb() or in " +
        "<DbProvider db={db}>, or name one with setDefaultDb(db)",
    );
  }
  return fallback;
}

/** The record of a key in a database that may not be there yet. */
export function coreIn<Out, In>(db: Database | null, key: string): RecordCore<Out, In> | null {
  return db === null || db.closed ? null : coreOf<Out, In>(db, key);
}
