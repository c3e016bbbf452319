/**
 * What a contract is in TypeScript. Generated code defines one per Rust contract,
 * under the name of its type: `Temperature` is a type and a value.
 *
 * @module
 */

import type { BigintPath } from "./exact.js";

/** Tells where a value broke its contract. */
export interface StandardIssue {
  /** What is wrong. */
  readonly message: string;
  /** The way from the value to the culprit. */
  readonly path?:
    | ReadonlyArray<
        | PropertyKey
        | {
            /** The step. */
            readonly key: PropertyKey;
          }
      >
    | undefined;
}

/** What a Standard Schema validator answers: the value, or what is wrong with it. */
export type StandardResult<Out> =
  | {
      /** The value. */
      readonly value: Out;
      /** Not there. */
      readonly issues?: undefined;
    }
  | {
      /** What is wrong. */
      readonly issues: ReadonlyArray<StandardIssue>;
    };

/** The part of a contract that the Standard Schema specification (v1) describes. */
export interface StandardProps<In, Out> {
  /** Version of the specification. */
  readonly version: 1;
  /** Whose validator it is. */
  readonly vendor: "aimdb";
  /** Checks a value as Rust would. Needs the wasm module: `await init()` first. */
  readonly validate: (value: unknown) => StandardResult<Out>;
  /** Only there for the type checker. */
  readonly types?:
    | {
        /** What a write accepts. */
        readonly input: In;
        /** What a read gives. */
        readonly output: Out;
      }
    | undefined;
}

/** What is known of a field besides its type. */
export interface ContractField {
  /** Unit of the value, e.g. `°C`. */
  readonly unit?: string;
}

/** What generated code says of a contract. */
export interface ContractSpec<Out, Name extends string = string> {
  /** The name it has on the wire and in `configureRecord`. */
  readonly schemaType: Name;
  /**
   * Its place in the registry, which is how wasm knows it.
   *
   * @internal
   */
  readonly index: number;
  /** Version of the schema. */
  readonly version: number;
  /** Unit of the signal; empty if there is none. */
  readonly unit: string;
  /** An emoji for people; empty if there is none. */
  readonly icon: string;
  /** Name of the field that is the signal, as a read shows it; empty if there is none. */
  readonly signal: string;
  /** Fields by the name a read shows, with their units. */
  readonly fields: { readonly [name: string]: ContractField };
  /**
   * Writes a value into the scratch frame.
   *
   * @returns `false` if it is for serde to decide: send JSON text instead.
   * @internal
   */
  readonly encode?: (value: unknown) => boolean;
  /**
   * Reads the value that wasm wrote into the scratch frame, at slot `at`.
   *
   * @internal
   */
  readonly decode?: (at: number) => Out;
  /**
   * Slots that takes; where they vary, `frame.next` tells afterwards.
   *
   * @internal
   */
  readonly slots?: number;
  /**
   * Gives what a read of a written value would give, without crossing.
   *
   * @returns `undefined` if it is for serde to decide.
   * @internal
   */
  readonly copy?: (value: unknown) => Out | undefined;
  /**
   * Where a read value has a `bigint`, for values that come as JSON text.
   *
   * @internal
   */
  readonly bigints?: readonly BigintPath[];
  /** Why values of this contract never cross in a frame, if so. */
  readonly fallback?: string;
}

/**
 * A data contract: its name, what is known of it, its way across the boundary,
 * and a Standard Schema validator.
 *
 * @typeParam Out - What a read gives.
 * @typeParam In - What a write accepts.
 * @typeParam Name - Its schema type.
 */
export interface Contract<Out = unknown, In = Out, Name extends string = string>
  extends ContractSpec<Out, Name> {
  /** The contract as a [Standard Schema](https://standardschema.dev) validator. */
  readonly "~standard": StandardProps<In, Out>;
}

/** Any contract at all. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a contract is both producer and consumer of its types
export type AnyContract = Contract<any, any>;

/** What a read of a contract gives. */
export type Output<C extends AnyContract> = C extends Contract<infer Out, infer _In> ? Out : never;

/** What a write to a contract accepts. */
export type Input<C extends AnyContract> = C extends Contract<infer _Out, infer In> ? In : never;

/** The contracts of a wasm module, by schema type. */
export interface Registry {
  /** What wasm must call itself too, or the two were built from different contracts. */
  readonly hash: string;
  /** In the order of `contract_registry!`. */
  readonly contracts: { readonly [schemaType: string]: AnyContract };
}

/** Checks a value by a contract. */
export type Validator = <Out>(contract: Contract<Out, unknown>, value: unknown) => StandardResult<Out>;

let validator: Validator = () => {
  throw new Error("@aimdb/wasm is not there yet: call `await init()` first");
};

/** Gives contracts their validator. The runtime calls this once the module is there. */
export function setValidator(validate: Validator): void {
  validator = validate;
}

/** Makes a contract of what generated code says of it. */
export function defineContract<Out, In, Name extends string>(
  spec: ContractSpec<Out, Name>,
): Contract<Out, In, Name> {
  const contract: Contract<Out, In, Name> = {
    ...spec,
    "~standard": {
      version: 1,
      vendor: "aimdb",
      validate: (value) => validator(contract, value),
    },
  };
  return contract;
}
