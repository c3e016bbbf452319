import { Setpoint } from "@aimdb/wasm";
import { useHistory } from "./histories.js";
import { usePending } from "./pending.js";
import { print } from "./reading.js";

/** How many wishes are shown. */
const SHOWN = 12;

const clock = new Intl.DateTimeFormat("en", { timeStyle: "medium", hourCycle: "h23" });

/** What was wished here, the newest first, and how far it has come. */
export function Outbox() {
  const wishes = useHistory("commands.setpoint.room1");
  const pending = usePending();
  const arrived = wishes.length - pending;
  return (
    <section className="card outbox" aria-labelledby="outbox">
      <header>
        <h2 id="outbox">Sent from here</h2>
        <span data-testid="pending">{pending > 0 ? `${pending} waiting` : ""}</span>
      </header>
      {wishes.length === 0 && (
        <p className="notice">Nothing yet. Move the slider; what you choose while offline waits here for the hub.</p>
      )}
      <ol>
        {wishes
          .map(({ target_celsius, timestamp }, i) => (
            <li key={i} data-waiting={i >= arrived || undefined}>
              <time dateTime={new Date(timestamp).toISOString()}>{clock.format(timestamp)}</time>
              <b>
                {print(target_celsius)} {Setpoint.unit}
              </b>
              <span>{i >= arrived ? "waiting" : "at the hub"}</span>
            </li>
          ))
          .slice(-SHOWN)
          .reverse()}
      </ol>
    </section>
  );
}
