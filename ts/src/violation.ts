/** One step from a value to a part of it: a field's name or an element's index. */
export type PathStep = string | number;

/** What is known about a value that breaks its contract. */
export interface ViolationDetails {
  /** Name of the contract, e.g. `temperature`. */
  readonly contract: string;
  /** Key of the record it was meant for; `null` where there is none. */
  readonly key: string | null;
  /** Where in the value, e.g. `["location", "latitude"]`; empty for the value itself. */
  readonly path: readonly PathStep[];
  /** What the contract asks for there. */
  readonly expected: string;
  /** What was found there. */
  readonly received: string;
  /** The whole in one sentence. */
  readonly message: string;
}

const brand = Symbol.for("@aimdb/wasm/ContractViolation");

/**
 * A value that breaks its contract.
 *
 * @example
 * ```ts
 * import { ContractViolation, WasmDb } from "@aimdb/wasm";
 *
 * const db = new WasmDb();
 * db.configureRecord("t", { schemaType: "temperature", buffer: "SingleLatest" });
 * try {
 *   db.set("t", { celsius: "warm", timestamp: 1 });
 * } catch (error) {
 *   if (!(error instanceof ContractViolation)) throw error;
 *   console.log(error.key, error.path, error.expected, error.received); // t ["celsius"] …
 * }
 * ```
 */
export class ContractViolation extends Error implements ViolationDetails {
  /** Name of the contract, e.g. `temperature`. */
  readonly contract: string;
  /** Key of the record it was meant for; `null` where there is none. */
  readonly key: string | null;
  /** Where in the value, e.g. `["location", "latitude"]`; empty for the value itself. */
  readonly path: readonly PathStep[];
  /** What the contract asks for there. */
  readonly expected: string;
  /** What was found there. */
  readonly received: string;
  /** Marks the class across copies of the package. */
  readonly [brand] = true;

  /** Made by the package. */
  constructor(details: ViolationDetails, options?: ErrorOptions) {
    super(details.message, options);
    this.name = "ContractViolation";
    this.contract = details.contract;
    this.key = details.key;
    this.path = details.path;
    this.expected = details.expected;
    this.received = details.received;
  }
}

/**
 * Whether an error is a {@link ContractViolation}, of whichever copy of the package.
 *
 * @example
 * ```ts
 * import { isContractViolation } from "@aimdb/wasm";
 *
 * export function fieldOf(error: unknown): string | undefined {
 *   return isContractViolation(error) ? error.path.join(".") : undefined;
 * }
 * ```
 */
export function isContractViolation(error: unknown): error is ContractViolation {
  return typeof error === "object" && error !== null && brand in error;
}

/** `location.points[2]`, as Rust writes it. */
export function formatPath(path: readonly PathStep[]): string {
  return path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      if (!/^[A-Za-z_$][\w$-]{0,47}$/.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join("");
}
