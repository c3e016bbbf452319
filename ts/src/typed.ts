import type { Contract } from "./contract.js";
import { coreOf, type Database } from "./db.js";
import type { RecordCore } from "./record.js";

/**
 * The record of a key, if it is of the contract.
 *
 * @throws TypeError if it is of another one.
 */
export function coreWith<Out, In>(
  db: Database,
  key: string,
  contract: Contract<Out, unknown>,
): RecordCore<Out, In> {
  const core = coreOf<Out, In>(db, key);
  const { schemaType } = core.contract;
  if (schemaType !== contract.schemaType) {
    throw new TypeError(`record "${key}": expected ${contract.schemaType}, it is ${schemaType}`);
  }
  return core;
}
