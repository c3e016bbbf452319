import type { AnyContract, Contract, Output, StandardResult } from "./contract.js";
import { copied, encodes, sendText, takeValue, takeViolation } from "./crossing.js";
import { wasm } from "./engine.js";
import { Outcome } from "./outcome.js";
import { ContractViolation } from "./violation.js";

/** What {@link validate} found. */
export type Validation<Out> =
  | {
      /** Whether the value keeps to the contract. */
      readonly ok: true;
      /** The value as a record would give it back. */
      readonly value: Out;
      /** Not there. */
      readonly error?: undefined;
    }
  | {
      /** Whether the value keeps to the contract. */
      readonly ok: false;
      /** What is wrong with it. */
      readonly error: ContractViolation;
      /** Not there. */
      readonly value?: undefined;
    };

/**
 * Checks a value by a contract, without a database.
 *
 * @param contract - The contract, e.g. `Temperature`.
 * @param input - The value; a string is read as JSON text.
 * @returns The value as a record would give it back, or what is wrong with it.
 *
 * @example
 * ```ts
 * import { Temperature, validate } from "@aimdb/wasm";
 *
 * export function read(text: string): Temperature | undefined {
 *   const result = validate(Temperature, text);
 *   if (!result.ok) console.warn(result.error.path, result.error.message);
 *   return result.value;
 * }
 * ```
 */
export function validate<C extends AnyContract>(contract: C, input: unknown): Validation<Output<C>> {
  try {
    const value =
      typeof input === "string" ? checkText(contract, input) : checkValue(contract, input);
    return { ok: true, value };
  } catch (error) {
    if (error instanceof ContractViolation) return { ok: false, error };
    throw error;
  }
}

/** What contracts' `~standard.validate` does; there a string is a value like any other. */
export function standardResult<Out>(
  contract: Contract<Out, unknown>,
  input: unknown,
): StandardResult<Out> {
  try {
    return { value: checkValue(contract, input) };
  } catch (error) {
    if (!(error instanceof ContractViolation)) throw error;
    return { issues: [{ message: error.message, path: error.path }] };
  }
}

function checkValue<Out>(contract: Contract<Out, unknown>, input: unknown): Out {
  const engine = wasm();
  const copy = copied(contract, input);
  if (copy !== undefined) return copy;
  if (encodes(contract, input)) {
    const outcome = engine.validateFrame(contract.index);
    if (outcome !== Outcome.Malformed) return takeValue(outcome, contract) as Out;
  }
  const outcome = sendText(input, (text) => engine.validateText(contract.index, text));
  return takeValue(outcome, contract) as Out;
}

function checkText<Out>(contract: Contract<Out, unknown>, text: string): Out {
  const outcome = wasm().validateText(contract.index, text);
  if (outcome === Outcome.Violation) throw takeViolation([]);
  return takeValue(outcome, contract) as Out;
}
