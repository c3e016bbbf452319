import { Clock } from "./clock.js";
import { Connection } from "./connection.js";
import { stations } from "./records.js";
import { RoomCard } from "./room.js";
import { StationCard } from "./station.js";

/** The page. */
export function App() {
  return (
    <>
      <header className="masthead">
        <h1>Stations</h1>
        <Clock />
        <Connection />
      </header>
      <main>
        {stations.map((station) => (
          <StationCard key={station} station={station} />
        ))}
        <RoomCard />
      </main>
    </>
  );
}
