import { checkKey, kindOf } from "./arguments.js";
import { parseBuffer } from "./buffer.js";
import type { AnyContract } from "./contract.js";
import { contracts } from "./contracts.js";
import type { Host } from "./host.js";
import { suggest } from "./nearest.js";
import { RecordCore } from "./record.js";
import type { RecordConfig } from "./types.js";

/** Makes a record. */
export function configure(host: Host, key: unknown, config: unknown): void {
  checkKey(key);
  const { raw } = host;
  if (typeof config !== "object" || config === null) {
    throw new TypeError(`record "${key}": expected { schemaType, buffer }, got ${kindOf(config)}`);
  }
  const { schemaType, buffer, topic, forward, delivery } = config as Partial<RecordConfig>;
  const contract = findContract(key, schemaType);
  const parsed = parseBuffer(key, buffer);
  const options = JSON.stringify({ topic, forward, delivery });
  const slot = raw.configure(key, contract.index, parsed.code, parsed.capacity, options);
  if (!host.records.has(key)) host.add(new RecordCore(host, key, slot, contract, parsed));
}

/** Makes handles for the records that the module's own Rust configured. */
export function adoptModuleRecords(host: Host): void {
  const text = host.raw.moduleRecords();
  if (text === undefined) return;
  const records = JSON.parse(text) as readonly (RecordConfig & { readonly key: string })[];
  for (const [slot, { key, schemaType, buffer }] of records.entries()) {
    host.add(new RecordCore(host, key, slot, findContract(key, schemaType), parseBuffer(key, buffer)));
  }
}

function findContract(key: string, schemaType: unknown): AnyContract {
  if (typeof schemaType !== "string") {
    throw new TypeError(`record "${key}": schemaType: expected a contract's name, got ${kindOf(schemaType)}`);
  }
  const known = contracts();
  const contract = Object.hasOwn(known, schemaType) ? known[schemaType] : undefined;
  if (contract === undefined) {
    const names = Object.keys(known);
    throw new Error(
      `record "${key}": unknown schema type "${schemaType}"${suggest(schemaType, names)} Known are ${names.join(", ")}`,
    );
  }
  return contract;
}
