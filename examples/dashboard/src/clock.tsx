import { useNow } from "./now.js";

const date = new Intl.DateTimeFormat("en", { weekday: "long", day: "numeric", month: "long" });
const time = new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** Date and time of day. */
export function Clock() {
  const now = useNow();
  return (
    <time className="clock" dateTime={new Date(now).toISOString()}>
      {date.format(now)} <b>{time.format(now)}</b>
    </time>
  );
}
