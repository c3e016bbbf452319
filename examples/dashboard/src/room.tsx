import { Setpoint, Temperature } from "@aimdb/wasm";
import { Age } from "./age.js";
import { History } from "./history.js";
import { Reading } from "./reading.js";
import { useRecord } from "./records.js";
import { Slider } from "./slider.js";
import { useWish } from "./wish.js";

/** A room whose temperature follows what is wished here. */
export function RoomCard() {
  const temperature = useRecord("sensors.temperature.room1");
  const { target, waiting, wish } = useWish();
  return (
    <article className="card room" aria-labelledby="room1" data-testid="room">
      <header>
        <h2 id="room1">Room 1</h2>
      </header>
      <dl>
        <Reading large label="Temperature" quantity={Temperature} value={temperature?.celsius} testId="room-value" />
        <Reading label="Setpoint" quantity={Setpoint} value={target} testId="setpoint" />
      </dl>
      <History place="room1" name="room 1" target={target} />
      <Slider label="Setpoint" unit={Setpoint.unit} value={target} onChange={wish} />
      <footer>
        <span data-testid="waiting">{waiting && "waiting for the hub"}</span>
        {temperature && <Age timestamp={temperature.timestamp} />}
      </footer>
    </article>
  );
}
