/** Whether two values are the same, or objects with the same parts. */
export function shallowEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  // A Map, a Set or a Date shows nothing of what is in it this way.
  if (!Array.isArray(a) && Object.getPrototypeOf(a) !== Object.prototype) return false;
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  return names.every((name) => Object.hasOwn(right, name) && Object.is(left[name], right[name]));
}
