import { useNow } from "./now.js";

const UNITS = [
  { name: "d", seconds: 86400 },
  { name: "h", seconds: 3600 },
  { name: "min", seconds: 60 },
  { name: "s", seconds: 1 },
] as const;

/** Seconds after which a sample is no longer news. */
const OLD = 10;

/** How long ago something was; nothing if it never was. */
export function Age({ timestamp }: { timestamp: number | undefined }) {
  const now = useNow();
  if (timestamp === undefined) return null;
  // The clocks of hub and page may differ: nothing is from the future.
  const seconds = Math.max(0, Math.round((now - timestamp) / 1000));
  const unit = UNITS.find((unit) => seconds >= unit.seconds);
  return (
    <span className="age" data-old={seconds > OLD || undefined} data-testid="age">
      {unit === undefined || seconds < 2 ? "now" : `${Math.floor(seconds / unit.seconds)} ${unit.name} ago`}
    </span>
  );
}
