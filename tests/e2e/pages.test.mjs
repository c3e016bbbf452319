// From page to page: by mouse, by keyboard, by address.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Dashboard, STATIONS } from "./support/dashboard.mjs";
import { Hub } from "./support/hub.mjs";
import { DASHBOARD, eventually, NO_HUB, PICTURES, stage } from "./support/stage.mjs";

const { origin, withPage } = stage(() => DASHBOARD);
let hub;
before(async () => (hub = await Hub.start()));
after(() => hub?.kill());

const heading = (page, name) => page.getByRole("heading", { level: 1, name });

test("a station has a page: what it measures, live and plotted, and what it is", (t) =>
  withPage(t, {}, async (page) => {
    const dashboard = await Dashboard.open(page, origin(), hub);
    await dashboard.changes();
    await dashboard.card("oslo").getByRole("link", { name: "Oslo" }).click();
    await heading(page, "Oslo").waitFor();
    assert.equal(await page.title(), "Oslo · AimDB");

    for (const [quantity, unit] of [["Temperature", "°C"], ["Humidity", "%"]]) {
      const measured = page.getByRole("region", { name: quantity });
      const plot = measured.getByRole("img", { name: new RegExp(`${quantity} in Oslo.* to .*${unit}$`) });
      // It was recorded while the overview was shown.
      await plot.waitFor();
      const value = () => measured.getByTestId(quantity.toLowerCase()).innerText();
      const first = await value();
      // In whole per cent, which may take a while to change.
      await eventually(value, (now) => /\d/.test(now) && now !== first);
    }
    const facts = await page.getByText("Firmware").locator("xpath=../..").innerText();
    assert.match(facts, /online|degraded|maintenance|offline|sensor did not answer/);
    assert.match(facts, /59\.9\d° N 10\.7\d° E/);
    assert.match(facts, /23 m/);
    assert.match(facts, /1\.4\.2/);
    assert.match(facts, /coast, north/);

    const stations = page.getByRole("navigation", { name: "Stations" });
    await stations.getByRole("link", { name: "Lisbon" }).click();
    await heading(page, "Lisbon").waitFor();
    await page.getByText("38.72° N 9.14° W").waitFor();
    assert.equal(await stations.getByRole("link", { name: "Lisbon" }).getAttribute("aria-current"), "page");
    await page.goBack();
    await heading(page, "Oslo").waitFor();
  }));

test("what was recorded stays while pages come and go", (t) =>
  withPage(t, {}, async (page) => {
    const dashboard = await Dashboard.open(page, origin(), hub);
    await dashboard.changes();
    const start = () =>
      page
        .getByRole("img", { name: /Temperature in Vienna/ })
        .getAttribute("aria-label")
        .then((label) => /, ([\d.−]+) to ([\d.−]+)/.exec(label).slice(1).map(Number));
    const [low, high] = await start();
    await dashboard.to("map");
    await dashboard.to("contracts");
    await dashboard.to("");
    const [lower, higher] = await start();
    assert.ok(lower <= low && higher >= high, `${low} to ${high} became ${lower} to ${higher}`);
  }));

test("the map shows each station where it is, live", (t) =>
  withPage(t, {}, async (page) => {
    const dashboard = await Dashboard.open(page, origin(), hub);
    await dashboard.to("map");
    const marker = (name) => page.getByRole("main").getByRole("link", { name: new RegExp(name, "i") });
    const spots = {};
    for (const station of STATIONS) {
      const value = () => marker(station).innerText();
      const first = await eventually(value, (text) => /\d/.test(text));
      await eventually(value, (now) => now !== first);
      spots[station] = await marker(station)
        .locator("xpath=..")
        .evaluate((place) => [parseFloat(place.style.left), parseFloat(place.style.top)]);
    }
    // Conformal on 10° east: north is up, and shapes are as on the globe.
    const west = Object.entries(spots).sort(([, a], [, b]) => a[0] - b[0]).map(([name]) => name);
    assert.deepEqual(west, ["lisbon", "oslo", "berlin", "vienna"], "from west to east");
    const south = Object.entries(spots).sort(([, a], [, b]) => b[1] - a[1]).map(([name]) => name);
    assert.deepEqual(south, ["lisbon", "vienna", "berlin", "oslo"], "from south to north");
    const apart = (a, b) => Math.hypot(spots[a][0] - spots[b][0], spots[a][1] - spots[b][1]);
    // 838 km and 2,315 km on the ground.
    const ratio = apart("berlin", "lisbon") / apart("berlin", "oslo");
    assert.ok(Math.abs(ratio - 2315 / 838) < 0.12, `Lisbon is ${ratio} times as far from Berlin as Oslo`);

    const land = await page.locator("svg path").first().getAttribute("d");
    assert.ok(land.split("M").length > 20, "there are coasts");
  }));

test("the map is walked through by keyboard", (t) =>
  withPage(t, {}, async (page) => {
    const dashboard = await Dashboard.open(page, origin(), hub);
    await dashboard.to("map");
    await page.getByRole("main").getByRole("link", { name: /Oslo/ }).waitFor();
    const visited = [];
    for (let i = 0; i < 4; i++) {
      await page.keyboard.press("Tab");
      visited.push(await page.evaluate(() => document.activeElement.textContent.split(" ")[0].toLowerCase()));
      const ring = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
      assert.notEqual(ring, "none", "the focus is seen");
    }
    assert.deepEqual(visited, STATIONS);
    await page.keyboard.press("Enter");
    await heading(page, "Oslo").waitFor();
  }));

test("a new page begins at its top, for eyes and screen readers", (t) =>
  withPage(t, { viewport: { width: 390, height: 700 } }, async (page) => {
    const dashboard = await Dashboard.open(page, origin(), hub);
    await dashboard.card("oslo").scrollIntoViewIfNeeded();
    await dashboard.card("oslo").getByRole("link", { name: "Oslo" }).click();
    await heading(page, "Oslo").waitFor();
    assert.equal(await page.evaluate(() => scrollY), 0);
    assert.equal(await page.evaluate(() => document.activeElement.tagName), "MAIN");
  }));

test("every page can be opened before there is anything to show", (t) =>
  withPage(t, { expected: NO_HUB }, async (page) => {
    const gone = await Hub.start();
    await gone.kill();
    const pages = { "": "Stations", "station/oslo": "Oslo", map: "Map", room: "Room", contracts: "Contracts" };
    for (const [route, title] of Object.entries(pages)) {
      await page.goto(`${origin()}/?hub=${gone.url}#/${route}`);
      await heading(page, title).waitFor({ state: "attached" });
      await page.reload();
      await new Dashboard(page).banner.getByText("The hub cannot be reached.").waitFor();
      await heading(page, title).waitFor({ state: "attached" });
      assert.deepEqual(await page.getByText("This went wrong").count(), 0);
    }
  }));

test("a hub's address that is none is told of", (t) =>
  withPage(t, { expected: /expected ws/ }, async (page) => {
    await page.goto(`${origin()}/?hub=nonsense`);
    await page.getByRole("alert").getByText("expected ws:// or wss://, got nonsense").waitFor();
  }));

test("devtools are there for who asks, and loaded for nobody else", (t) =>
  withPage(t, {}, async (page) => {
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    const launcher = page.getByRole("button", { name: /^Open the AimDB panel/ });
    await Dashboard.open(page, origin(), hub);
    assert.equal(await launcher.count(), 0);
    const before = new Set(asked);
    await page.goto(`${origin()}/?devtools&hub=${hub.url}`);
    await launcher.click();
    const panel = page.getByRole("region", { name: "AimDB devtools" });
    await panel.getByText("connected").waitFor();
    await panel.getByRole("row", { name: "sensors.temperature.vienna" }).first().waitFor();
    assert.ok(asked.some((url) => url.endsWith(".js") && !before.has(url)));
    await page.screenshot({ path: `${PICTURES}/devtools-dashboard.png` });
  }));

test("an address that leads nowhere says so", (t) =>
  withPage(t, {}, async (page) => {
    await page.goto(`${origin()}/?hub=${hub.url}#/station/atlantis`);
    await heading(page, "No such page").waitFor();
    await page.getByRole("main").getByRole("link").click();
    await heading(page, "Stations").waitFor();
  }));
