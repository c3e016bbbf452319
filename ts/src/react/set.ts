/** Writes to a record of a database that may not be there yet. */
export function setIn<T>(core: { set(value: T): void } | null, key: string, value: T): void {
  if (core === null) throw new Error(`cannot set "${key}": the database is not there yet`);
  core.set(value);
}
