import { Suspense, useEffect, useRef } from "react";
import { Clock } from "./clock.js";
import { Connection } from "./connection.js";
import { Crash } from "./crash.js";
import { useDevtools } from "./devtools.js";
import { HistoryProvider } from "./histories.js";
import { useMemory } from "./memory.js";
import { Offline } from "./offline.js";
import { Content } from "./pages/index.js";
import { useRoute } from "./route.js";

const links = [
  ["", "Overview"],
  ["map", "Map"],
  ["room", "Room"],
  ["contracts", "Contracts"],
] as const;

/** The application. */
export function App() {
  const route = useRoute();
  const main = useRef<HTMLElement>(null);
  const shown = useRef(route);
  useMemory();
  useDevtools();

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
