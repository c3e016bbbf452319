import { useRecord, type Station } from "./records.js";

const degrees = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

function print(angle: number, positive: string, negative: string): string {
  return `${degrees.format(Math.abs(angle))}° ${angle < 0 ? negative : positive}`;
}

/** Where a station stands. */
export function Place({ station }: { station: Station }) {
  const fix = useRecord(`sensors.location.${station}`);
  if (fix === null) return null;
  return (
    <span className="place">
      {print(fix.latitude, "N", "S")} {print(fix.longitude, "E", "W")}
    </span>
  );
}
