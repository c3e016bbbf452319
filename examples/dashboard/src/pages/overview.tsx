import { stations } from "../records.js";
import { RoomCard } from "../room-card.js";
import { StationCard } from "../station-card.js";
import { Page } from "./page.js";

/** Everything at a glance, on a phone as on a wall. */
export function Overview() {
  return (
    <Page title="Stations" className="overview">
      {stations.map((station) => (
        <StationCard key={station} station={station} />
      ))}
      <RoomCard heading={<a href="#/room">Room 1</a>} />
    </Page>
  );
}
