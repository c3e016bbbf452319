// What the generated types allow, and what they do not.

import type {
  AbsenceInput,
  BigNumbers,
  Collections,
  ExternalInput,
  Internal,
  Mode,
  RenamedApart,
  RenamedApartInput,
  Skips,
  SkipsInput,
} from "./src/generated/index.js";
import { Temperature, type SchemaMap } from "./src/generated/index.js";
import type { Input, Output } from "./src/contract.js";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const yes = <T extends true>(): T | void => undefined;

// A contract carries its types, and so does the map of schema types.
yes<Equal<Output<typeof Temperature>, Temperature>>();
yes<Equal<SchemaMap["temperature"]["input"], Input<typeof Temperature>>>();
const schema: "temperature" = Temperature.schemaType;
export { schema };

// Fields may be absent exactly when serde lets them.
export const absence: AbsenceInput = { required: 1 };
// @ts-expect-error required is required
export const nothing: AbsenceInput = {};
// @ts-expect-error a default does not make it an option
export const none: AbsenceInput = { required: 1, defaulted: null };

// What is only written is not read, and the other way round.
yes<Equal<Skips, { readonly shown: number; readonly read_only: number }>>();
yes<Equal<SkipsInput, { readonly shown: number; readonly write_only?: number }>>();

// Names are those that serde reads and writes.
yes<Equal<keyof RenamedApart, "FIRST_FIELD" | "out">>();
yes<Equal<keyof RenamedApartInput, "first-field" | "in">>();
yes<Equal<Mode, "stand-by" | "RUN" | "stopped">>();

// A bigint only where the contract says so.
yes<Equal<BigNumbers["id"], bigint>>();
yes<Equal<BigNumbers["small"], number>>();

// Nothing read can be written to.
declare const read: Collections;
// @ts-expect-error readonly
read.triple[0] = 1;
// @ts-expect-error readonly
read.words.push("");

// Enums narrow.
export function moved(value: Internal): number {
  return value.kind === "Moved" ? value.distance : 0;
}
export const external: ExternalInput[] = ["idle", { level: 1 }, { moved_to: { farAway: 2 } }];
// @ts-expect-error one variant at a time, and all its fields
export const wrong: ExternalInput = { moved_to: { inSteps: 2 } };
