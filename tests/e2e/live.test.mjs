// Values arrive, change, and go back.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Dashboard, STATIONS } from "./support/dashboard.mjs";
import { Hub } from "./support/hub.mjs";
import { DASHBOARD, eventually, stage } from "./support/stage.mjs";

const { origin, withPage } = stage(() => DASHBOARD);
let hub;
before(async () => (hub = await Hub.start()));
after(() => hub?.kill());

const near = (wanted, off) => (seen) => Math.abs(seen - wanted) <= off;

test("values arrive and change", (t) =>
  withPage(t, {}, async (page) => {
    const dashboard = await Dashboard.open(page, origin(), hub);
    await dashboard.changes();
    for (const station of STATIONS) {
      const card = dashboard.card(station);
      const celsius = await dashboard.temperature(station);
      assert.ok(celsius > -20 && celsius < 45, `${station} has ${celsius} °C`);
      await eventually(
        () => card.innerText(),
        (text) => /🌡️/u.test(text) && /°C/.test(text) && /\d\n?%/.test(text) && /now/.test(text),
      );
      await card.getByText(/\d\d\.\d\d° N/).waitFor();
      await card.getByText(/online|sensor did not answer/).waitFor();
    }
  }));

test("the plots are drawn, and say in words what they show", (t) =>
  withPage(t, {}, async (page) => {
    const dashboard = await Dashboard.open(page, origin(), hub);
    for (const station of STATIONS) {
      const plot = dashboard.card(station).getByRole("img", { name: /Temperature.* to .*°C/ });
      await plot.waitFor();
      const painted = () =>
        plot.locator("canvas").evaluate((canvas) => {
          const line = getComputedStyle(canvas).getPropertyValue("--hue") !== "";
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          return line && data.some((byte) => byte > 0);
        });
      await eventually(painted, (done) => done);
    }
  }));

test("pointing at one plot says what was when, in all of them", (t) =>
  withPage(t, {}, async (page) => {
    const dashboard = await Dashboard.open(page, origin(), hub);
    await dashboard.changes();
    await dashboard.changes();
    await dashboard.card("vienna").getByRole("img").hover();
    for (const station of STATIONS) {
      const card = dashboard.card(station);
      const readout = card.getByText(/^\d\d:\d\d:\d\d +−?\d+\.\d$/);
      await readout.waitFor();
      const [inner, outer] = [await readout.boundingBox(), await card.getByRole("img").boundingBox()];
      assert.ok(inner.x > outer.x && inner.x + inner.width <= outer.x + outer.width, "beside the plot");
      assert.ok(inner.y >= outer.y && inner.y + inner.height < outer.y + outer.height, "above or below the plot");
    }
  }));

test("a wasm file that cannot be had is told of on the page", (t) =>
  withPage(t, { expected: /404|aimdb_wasm_bg/ }, async (page) => {
    await page.route("**/*.wasm", (route) => route.fulfill({ status: 404 }));
    await page.goto(`${origin()}/?hub=${hub.url}`);
    await page.getByRole("alert").getByText(/wasm was answered with HTTP 404/).waitFor();
  }));

test("keys on the slider move the room's temperature, on every page", (t) =>
  withPage(t, {}, (first) =>
    withPage(t, {}, async (second) => {
      const here = await Dashboard.open(first, origin(), hub);
      const there = await Dashboard.open(second, origin(), hub);
      const before = await here.setpoint();
      await here.slider.focus();
      for (let i = 0; i < 6; i++) await first.keyboard.press("ArrowRight");
      const wanted = before + 3;
      assert.equal(await here.setpoint(), wanted);
      assert.match(await here.slider.getAttribute("aria-valuetext"), new RegExp(`^${wanted.toFixed(1)} °C$`));
      for (const page of [here, there]) {
        await eventually(() => page.setpoint(), near(wanted, 0));
        await eventually(() => page.room(), near(wanted, 0.2));
      }
      await eventually(
        () => here.waiting.innerText(),
        (text) => text === "",
      );
    }),
  ));

test("the mouse drags the slider", (t) =>
  withPage(t, {}, async (page) => {
    const dashboard = await Dashboard.open(page, origin(), hub);
    await dashboard.setpoint();
    const { x, y, width, height } = await dashboard.slider.boundingBox();
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width / 3, y + height / 2, { steps: 10 });
    await page.mouse.move(x + width / 5, y + height / 2, { steps: 10 });
    await page.mouse.up();
    const wanted = await dashboard.setpoint();
    assert.ok(wanted > 15 && wanted < 19, `the slider is at ${wanted}`);
    await eventually(() => dashboard.room(), near(wanted, 0.2));
    assert.equal(await dashboard.setpoint(), wanted);
  }));

test("a reload starts afresh", (t) =>
  withPage(t, {}, async (page) => {
    const dashboard = await Dashboard.open(page, origin(), hub);
    await dashboard.changes();
    await page.reload();
    await dashboard.reaches("connected");
    await dashboard.changes();
  }));
