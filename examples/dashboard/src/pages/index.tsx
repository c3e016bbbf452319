import { lazy } from "react";
import { stations } from "../records.js";
import { Contracts } from "./contracts.js";
import { Overview } from "./overview.js";
import { Page } from "./page.js";
import { Room } from "./room.js";
import { StationPage } from "./station.js";

// The map brings a coastline: only who looks at it loads that.
const MapPage = lazy(() => import("./map.js"));

/** What a route shows. */
export function Content({ route }: { route: string }) {
  const station = stations.find((name) => route === `station/${name}`);
  if (station !== undefined) return <StationPage key={station} station={station} />;
  switch (route) {
    case "":
      return <Overview />;
    case "map":
      return <MapPage />;
    case "room":
      return <Room />;
    case "contracts":
      return <Contracts />;
    default:
      return (
        <Page title="No such page">
          <p className="notice">
            There is nothing here. <a href="#/">All stations</a>
          </p>
        </Page>
      );
  }
}
