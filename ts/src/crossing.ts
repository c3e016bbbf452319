// How values and verdicts cross the boundary, where the frame alone does not do.

import type { Contract } from "./contract.js";
import { wasm } from "./engine.js";
import { parseExact } from "./exact.js";
import { begin, frame } from "./frame.js";
import { Outcome } from "./outcome.js";
import { toText, type Blemish } from "./text.js";
import { ContractViolation, formatPath, type PathStep, type ViolationDetails } from "./violation.js";

/** The value that the last call read out; `undefined` if there was none. */
export function takeValue<Out>(outcome: number, contract: Contract<Out, unknown>): Out | undefined {
  switch (outcome) {
    case Outcome.Frame:
      begin();
      return contract.decode!(0);
    case Outcome.Text:
      return parse(wasm().takeText(), contract);
    case Outcome.Violation:
      throw takeViolation([]);
    default:
      return undefined;
  }
}

/** The values that the last call read out, one behind the other. */
export function takeValues<Out>(count: number, { decode, slots }: Contract<Out, unknown>): Out[] {
  const values: Out[] = [];
  begin();
  for (let i = 0, at = 0; i < count; i++) {
    values.push(decode!(at));
    at = slots === undefined ? frame.next : at + slots;
  }
  return values;
}

function parse<Out>(text: string, { bigints }: Contract<Out, unknown>): Out {
  return (bigints === undefined ? JSON.parse(text) : parseExact(text, bigints)) as Out;
}

/**
 * Sends a value as JSON text, and gives what `send` answered.
 *
 * @throws ContractViolation if the value breaks its contract.
 */
export function sendText(value: unknown, send: (text: string) => number): number {
  const { text, blemishes } = toText(value);
  const outcome = send(text);
  if (outcome === Outcome.Violation) throw takeViolation(blemishes);
  return outcome;
}

/** Whether a generated writer put the value into the frame. What a getter throws, text reports. */
export function encodes(contract: Contract<unknown, unknown>, value: unknown): boolean {
  if (contract.encode === undefined) return false;
  try {
    return contract.encode(value);
  } catch {
    return false;
  }
}

/** What a read of the value would give, if that is certain. What a getter throws, text reports. */
export function copied<Out>(contract: Contract<Out, unknown>, value: unknown): Out | undefined {
  if (contract.copy === undefined) return undefined;
  try {
    return contract.copy(value);
  } catch {
    return undefined;
  }
}

/** What is wrong with a value, and what a getter of it threw, if that is why. */
export interface Finding {
  readonly details: ViolationDetails;
  readonly cause?: unknown;
}

/** The violation that the last call found. */
export function takeViolation(blemishes: readonly Blemish[]): ContractViolation {
  return toViolation(takeFinding(blemishes));
}

/** A finding as an error. */
export function toViolation({ details, cause }: Finding): ContractViolation {
  return new ContractViolation(details, cause === undefined ? undefined : { cause });
}

/** What the last call found wrong. */
export function takeFinding(blemishes: readonly Blemish[]): Finding {
  const details = JSON.parse(wasm().takeText()) as ViolationDetails;
  const blemish = blemishes.find(({ path }) => samePath(path, details.path));
  if (blemish === undefined) return { details };
  // Rust saw a stand-in where JSON has no words; say what was really there.
  const { received, cause } = blemish;
  const { contract, key, path, expected } = details;
  const place = [key === null ? contract : `${contract} at ${key}`, ...path.length === 0 ? [] : [formatPath(path)]];
  const message = `${place.join(": ")}: expected ${expected}, got ${received}`;
  return { details: { contract, key, path, expected, received, message }, cause };
}

function samePath(a: readonly PathStep[], b: readonly PathStep[]): boolean {
  return a.length === b.length && a.every((step, index) => step === b[index]);
}
