/**
 * The way to a `bigint`: a string for a property, `true` for every element or entry. It goes on
 * behind `{ tag, is }` only where the property `tag` says so.
 */
export type BigintPath = readonly (string | true | { readonly tag: string; readonly is: string })[];

/** Strings, and the numbers between them, each as a whole. */
const token = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** Integers that a number may not hold. */
const long = /^-?\d{16,}$/;

const mark = "\u{f8ff}";
const marked = /^\u{f8ff}-?\d{16,}$/u;

/**
 * Parses JSON text whose integers at the given paths are to be `bigint`, whatever their
 * size. Others become numbers, as `JSON.parse` makes them.
 */
export function parseExact(text: string, paths: readonly BigintPath[]): unknown {
  let marks = false;
  const safe = text.replace(token, (part) => {
    if (!long.test(part) || Number.isSafeInteger(Number(part))) return part;
    marks = true;
    return `"${mark}${part}"`;
  });
  const holder = { value: JSON.parse(safe) as unknown };
  for (const path of paths) convert(holder, "value", path, 0);
  if (marks) unmark(holder);
  return holder.value;
}

/** Makes a bigint of what is at the end of the path, if anything is. */
function convert(parent: object, key: string, path: BigintPath, depth: number): void {
  const value = (parent as Record<string, unknown>)[key];
  const step = path[depth];
  if (step === undefined) {
    set(parent, key, toBigint(value));
  } else if (typeof value === "object" && value !== null) {
    if (typeof step === "object") {
      const { tag, is } = step;
      if ((value as Record<string, unknown>)[tag] === is) convert(parent, key, path, depth + 1);
      return;
    }
    const keys = step === true ? Object.keys(value) : Object.hasOwn(value, step) ? [step] : [];
    for (const key of keys) convert(value, key, path, depth + 1);
  }
}

function toBigint(value: unknown): unknown {
  if (typeof value === "number") return BigInt(value);
  return typeof value === "string" && marked.test(value) ? BigInt(value.slice(1)) : value;
}

/** Makes numbers of marked integers that no path led to. */
function unmark(parent: object): void {
  for (const [key, value] of Object.entries(parent)) {
    if (typeof value === "object" && value !== null) unmark(value as object);
    else if (typeof value === "string" && marked.test(value)) set(parent, key, Number(value.slice(1)));
  }
}

function set(parent: object, key: string, value: unknown): void {
  Object.defineProperty(parent, key, { value, writable: true, enumerable: true, configurable: true });
}
