import { el } from "./dom.js";
import { toJson } from "./format.js";
import type { Model } from "./model.js";

/** What the panel shows, as JSON text; a `bigint` is its digits, a gap in a history `null`. */
export function report({ at, records, bridges, problems, closed }: Model): string {
  const content = {
    at: new Date(at).toISOString(),
    page: location.href,
    closed,
    records: records.map(({ schema, history, ...record }) => ({ ...record, unit: schema.unit, signal: schema.signal, history })),
    bridges,
    problems: problems.map(({ at: last, ...problem }) => ({ at: new Date(last).toISOString(), ...problem })),
  };
  return toJson(content, 2);
}

/** Offers a text as a file. */
export function download(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const name = `aimdb-${new Date().toISOString().slice(0, 19).replaceAll(":", "-")}.json`;
  el("a", { href: url, download: name }).click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
