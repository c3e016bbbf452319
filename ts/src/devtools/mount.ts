import { kindOf } from "../arguments.js";
import type { Database } from "../db.js";
import type { Unsubscribe } from "../feed.js";
import { Model } from "./model.js";
import { Panel } from "./panel.js";
import { loadSettings } from "./settings.js";
import { STYLE } from "./style.js";

/** Options of the panel. */
export interface DevtoolsOptions {
  /**
   * An element that the panel fills, always open. Where not given it lies at the lower edge
   * of the page, and a small button opens it.
   */
  readonly container?: Element | undefined;
  /** Whether it is open at first; as it was left where not given. */
  readonly open?: boolean | undefined;
  /** Dark or light; as the browser prefers where not given. */
  readonly theme?: "dark" | "light" | undefined;
}

const TAG = "aimdb-devtools";

/** Panels by their database: one has one at a time. */
const mounted = /*@__PURE__*/ new WeakMap<Database, Unsubscribe>();

/**
 * Puts a panel into the page that shows a database at work: its records with value, signal,
 * rate and loss, its connections, and what went wrong. It only looks on: it takes nothing
 * out of a Mailbox, and while it is closed it looks at nothing. A database has one panel:
 * another one replaces it.
 *
 * @example
 * ```ts
 * import { openDb } from "@aimdb/wasm";
 * import { mountDevtools } from "@aimdb/wasm/devtools";
 *
 * const db = openDb({ records: { t: { schemaType: "temperature", buffer: "SingleLatest" } } });
 * const unmount = mountDevtools(db, { open: true });
 * ```
 *
 * @returns A function that removes it.
 */
export function mountDevtools(db: Database, options: DevtoolsOptions = {}): Unsubscribe {
  if (typeof db?.onIncident !== "function") {
    throw new TypeError(`mountDevtools: expected a database, got ${kindOf(db)}`);
  }
  if (typeof document === "undefined") {
    throw new Error("mountDevtools: there is no document here: call it in a page, in React in an effect");
  }
  mounted.get(db)?.();
  const { container, open, theme } = options;
  const place = container ?? document.body;
  const others = document.querySelectorAll(TAG).length;
  const settings = loadSettings();
  const model = new Model(db);
  const panel = new Panel(model, {
    docked: container === undefined,
    open: open ?? settings.open,
    height: settings.height,
    label: others === 0 ? "AimDB devtools" : `AimDB devtools ${others + 1}`,
  });
  const stopNoting = db.onIncident((incident) => {
    if (model.note(incident)) panel.noted();
  });

  const host = document.createElement(TAG);
  if (theme !== undefined) host.dataset["theme"] = theme;
  host.dataset["place"] = container === undefined ? "page" : "container";
  // Buttons of several panels lie side by side.
  host.style.setProperty("--place", String(others));
  const root = host.attachShadow({ mode: "open" });
  // A sheet of this kind needs no permission from a Content-Security-Policy.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  root.append(panel.element);
  place.append(host);

  const unmount = (): void => {
    if (mounted.get(db) !== unmount) return;
    mounted.delete(db);
    stopNoting();
    panel.end();
    host.remove();
  };
  mounted.set(db, unmount);
  return unmount;
}
