/** Which records are derived from which, so that none is derived from itself. */
export class Links {
  /** Per record, the records derived from it and how often. */
  readonly #derived = new Map<string, Map<string, number>>();

  /** Adds links. Throws if one of them closes a circle, and adds none then. */
  add(from: readonly string[], to: string): void {
    for (const key of from) {
      const circle = this.#path(to, key);
      if (circle !== undefined) {
        throw new Error(
          `a transform of "${key}" into "${to}" would go round in a circle: ${[...circle, to].join(" → ")}`,
        );
      }
    }
    for (const key of from) {
      const targets = this.#derived.get(key) ?? new Map<string, number>();
      targets.set(to, (targets.get(to) ?? 0) + 1);
      this.#derived.set(key, targets);
    }
  }

  /** Removes a link. */
  remove(from: string, to: string): void {
    const targets = this.#derived.get(from);
    const count = targets?.get(to);
    if (targets === undefined || count === undefined) return;
    if (count > 1) targets.set(to, count - 1);
    else targets.delete(to);
  }

  /** The way along links from one record to another. */
  #path(from: string, to: string, seen = new Set<string>()): string[] | undefined {
    if (from === to) return [from];
    if (seen.has(from)) return undefined;
    seen.add(from);
    for (const next of this.#derived.get(from)?.keys() ?? []) {
      const rest = this.#path(next, to, seen);
      if (rest !== undefined) return [from, ...rest];
    }
    return undefined;
  }
}
