// The dashboard, as a person sees it.

import { eventually } from "./stage.mjs";

/** The stations on the page. */
export const STATIONS = ["vienna", "berlin", "lisbon", "oslo"];

/** A page of the dashboard. */
export class Dashboard {
  /** @param {import("playwright-core").Page} page */
  constructor(page) {
    this.page = page;
    this.slider = page.getByRole("slider", { name: "Setpoint" });
    this.connection = page.getByTestId("connection");
    this.waiting = page.getByTestId("waiting");
    this.offline = page.getByRole("switch", { name: "Offline" });
    this.banner = page.getByTestId("offline");
    this.wishes = page.getByRole("region", { name: "Sent from here" }).getByRole("listitem");
  }

  /** Opens a page of an origin with a hub, and waits until it is connected. */
  static async open(page, origin, hub, route = "") {
    await page.goto(`${origin}/?hub=${hub.url}#/${route}`);
    const dashboard = new Dashboard(page);
    await dashboard.reaches("connected");
    return dashboard;
  }

  /** Goes to a page through the address. */
  async to(route) {
    await this.page.evaluate((hash) => (location.hash = hash), `#/${route}`);
    await this.page.getByRole("heading", { level: 1 }).waitFor({ state: "attached" });
  }

  /** Waits for a state of the connection. */
  async reaches(status) {
    await eventually(
      () => this.connection.getAttribute("data-status"),
      (seen) => seen === status,
    );
  }

  /** A station's card. */
  card(station) {
    return this.page.getByTestId(`station-${station}`);
  }

  /** A station's temperature, once there is one. */
  temperature(station) {
    return number(this.card(station).getByTestId("value"));
  }

  /** The room's temperature, once there is one. */
  room() {
    return number(this.page.getByTestId("room-value"));
  }

  /** What the room is to have, once it is known. */
  setpoint() {
    return number(this.page.getByTestId("setpoint"));
  }

  /** Waits until each station shows another temperature than it does now. */
  async changes() {
    for (const station of STATIONS) {
      const before = await this.temperature(station);
      await eventually(
        () => this.temperature(station),
        (now) => now !== before,
      );
    }
  }
}

async function number(place) {
  const text = await eventually(
    () => place.innerText(),
    (seen) => /\d/.test(seen),
  );
  return Number(text.replace("−", "-"));
}
