/** What can be put in the place of a field. Some fields bear some of it: the contract says. */
export const faults = {
  "a text": "warm",
  "too large": 1e300,
  negative: -1,
  "a fraction": 0.5,
  "a list": [],
  null: null,
  missing: undefined,
} as const;

/** Name of a fault. */
export type Fault = keyof typeof faults;

/** The ways to a value's fields: `location.latitude`. */
export function fieldsOf(value: object): string[] {
  return Object.entries(value).flatMap(([name, field]) =>
    typeof field === "object" && !Array.isArray(field)
      ? [name, ...fieldsOf(field).map((inner) => `${name}.${inner}`)]
      : [name],
  );
}

/** The value with a fault in one field. */
export function spoil<T extends object>(value: T, path: string, fault: Fault): T {
  const [name, ...rest] = path.split(".") as [keyof T & string, ...string[]];
  const field = rest.length > 0 ? spoil(value[name] as object, rest.join("."), fault) : faults[fault];
  return { ...value, [name]: field };
}
