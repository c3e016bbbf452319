import { Setpoint, Temperature } from "@aimdb/wasm";
import type { ReactNode } from "react";
import { Age } from "./age.js";
import { History } from "./plot/history.js";
import { Reading } from "./reading.js";
import { useRecord } from "./records.js";
import { Slider } from "./slider.js";
import { useWish } from "./wish.js";

/** A room whose temperature follows what is wished here. */
export function RoomCard({ heading }: { heading: ReactNode }) {
  const temperature = useRecord("sensors.temperature.room1");
  const { target, waiting, wish } = useWish();
  return (
    <article className="card room" aria-labelledby="room1" data-testid="room">
      <header>
        <h2 id="room1">{heading}</h2>
      </header>
      <dl>
        <Reading large label="Temperature" quantity={Temperature} value={temperature?.celsius} testId="room-value" />
        <Reading label="Setpoint" quantity={Setpoint} value={target} testId="setpoint" />
      </dl>
      <History
        record="sensors.temperature.room1"
        label="Temperature in room 1"
        quantity={Temperature}
        target={target}
      />
      <Slider label="Setpoint" unit={Setpoint.unit} value={target} onChange={wish} />
      <footer>
        <span data-testid="waiting">{waiting && "waiting for the hub"}</span>
        <Age timestamp={temperature?.timestamp} />
      </footer>
    </article>
  );
}
