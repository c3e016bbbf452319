// Numbers and values, in few characters.

const KILO = 1000;

/** `12.3 kB`. */
export function formatBytes(bytes: number): string {
  if (bytes < KILO) return `${bytes} B`;
  if (bytes < KILO * KILO) return `${(bytes / KILO).toFixed(1)} kB`;
  return `${(bytes / KILO / KILO).toFixed(1)} MB`;
}

/** A count per second: one decimal where it matters. */
export function formatRate(rate: number): string {
  return rate > 0 && rate < 9.95 ? rate.toFixed(1) : String(Math.round(rate));
}

/** How long ago something was. */
export function formatAge(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds === 0) return "just now";
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  return `${Math.floor(seconds / 3600)} h ago`;
}

/** The time of day. */
export function formatTime(at: number): string {
  return new Date(at).toTimeString().slice(0, 8);
}

/** A count with its noun. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** A value in one line. */
export function preview(value: unknown): string {
  const text = toJson(value);
  return text.length > MAX_PREVIEW ? `${text.slice(0, MAX_PREVIEW)}…` : text;
}

const MAX_PREVIEW = 200;

/** JSON, with a `bigint` as its digits, which JSON itself cannot say. */
export function toJson(value: unknown, indent?: number): string {
  const digits = (_: string, part: unknown): unknown => (typeof part === "bigint" ? String(part) : part);
  return JSON.stringify(value, digits, indent) ?? "–";
}
