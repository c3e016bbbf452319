import type { AnyContract, Contract, Output, StandardResult } from "./contract.js";
import { copied, encodes, takeFinding, takeValue, toViolation, type Finding } from "./crossing.js";
import { wasm } from "./engine.js";
import { Outcome } from "./outcome.js";
import { toText, type Blemish } from "./text.js";
import type { ContractViolation } from "./violation.js";

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
  const isText = typeof input === "string";
  wasm();
  const copy = isText ? undefined : (copied(contract, input) as Output<C> | undefined);
  if (copy !== undefined) return { ok: true, value: copy };
  const result = inspect<Output<C>>(contract, input, isText);
  return "details" in result
    ? { ok: false, error: withoutStack(() => toViolation(result)) }
    : { ok: true, value: result.value };
}

/** What contracts' `~standard.validate` does; there a string is a value like any other. */
export function standardResult<Out>(
  contract: Contract<Out, unknown>,
  input: unknown,
): StandardResult<Out> {
  wasm();
  const copy = copied(contract, input) as Out | undefined;
  if (copy !== undefined) return { value: copy };
  const result = inspect(contract, input, false);
  if (!("details" in result)) return result;
  const { message, path } = result.details;
  return { issues: [{ message, path }] };
}

/** What a read would give of a value that is not simply copied, or what is wrong. */
function inspect<Out>(
  contract: Contract<Out, unknown>,
  input: unknown,
  isText: boolean,
): { readonly value: Out } | Finding {
  const engine = wasm();
  if (!isText && encodes(contract, input)) {
    const outcome = engine.validateFrame(contract.index);
    if (outcome !== Outcome.Malformed) return found(outcome, contract, []);
  }
  const { text, blemishes } = isText ? { text: input as string, blemishes: [] } : toText(input);
  return found(engine.validateText(contract.index, text), contract, blemishes);
}

function found<Out>(
  outcome: number,
  contract: Contract<Out, unknown>,
  blemishes: readonly Blemish[],
): { readonly value: Out } | Finding {
  if (outcome === Outcome.Violation) return takeFinding(blemishes);
  return { value: takeValue(outcome, contract) as Out };
}

/**
 * Makes an error that is given and not thrown. Nobody asks where it was made, and noting that
 * down takes longer than everything else.
 */
function withoutStack<Made>(make: () => Made): Made {
  const errors = Error as { stackTraceLimit?: number };
  const limit = errors.stackTraceLimit;
  // Only V8 has it, and it may have been frozen.
  if (limit === undefined || !Reflect.set(errors, "stackTraceLimit", 0)) return make();
  try {
    return make();
  } finally {
    errors.stackTraceLimit = limit;
  }
}
