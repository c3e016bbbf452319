import { lazy, Suspense, useEffect, useRef } from "react";
import { Clock } from "./clock.js";
import { Connection } from "./connection.js";
import { Contracts } from "./pages/contracts.js";
import { Crash } from "./crash.js";
import { HistoryProvider } from "./histories.js";
import { Offline } from "./offline.js";
import { Overview } from "./pages/overview.js";
import { useMemory } from "./memory.js";
import { Page } from "./pages/page.js";
import { stations } from "./records.js";
import { Room } from "./pages/room.js";
import { useRoute } from "./route.js";
import { StationPage } from "./pages/station.js";

// The map brings a coastline: only who looks at it loads that.
const Map = lazy(() => import("./pages/map.js"));

const links = [
  ["", "Overview"],
  ["map", "Map"],
  ["room", "Room"],
  ["contracts", "Contracts"],
] as const;

/** What a route shows. */
function Content({ route }: { route: string }) {
  const station = stations.find((name) => route === `station/${name}`);
  if (station !== undefined) return <StationPage key={station} station={station} />;
  switch (route) {
    case "":
      return <Overview />;
    case "map":
      return <Map />;
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

/** The application. */
export function App() {
  const route = useRoute();
  const main = useRef<HTMLElement>(null);
  const shown = useRef(route);
  useMemory();

  useEffect(() => {
    if (shown.current === route) return;
    shown.current = route;
    // As if the page had been loaded: from its top, for eyes and for screen readers.
    scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [route]);

  return (
    <HistoryProvider>
      <header className="masthead">
        <a className="brand" href="#/">
          <img src="/icon.svg" alt="" /> Stations
        </a>
        <nav aria-label="Pages">
          {links.map(([to, name]) => (
            <a key={to} href={`#/${to}`} aria-current={route === to ? "page" : undefined}>
              {name}
            </a>
          ))}
        </nav>
        <Clock />
        <Connection />
      </header>
      <Offline />
      <main ref={main} tabIndex={-1}>
        <Crash key={route}>
          <Suspense fallback={<p className="notice">Loading …</p>}>
            <Content route={route} />
          </Suspense>
        </Crash>
      </main>
    </HistoryProvider>
  );
}
