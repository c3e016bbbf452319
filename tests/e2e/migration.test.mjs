// The steps of examples/migration, against a real hub: what each of them shows, and what
// it does with a message that breaks its contract.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { Hub } from "./support/hub.mjs";
import { eventually, NO_HUB, stage } from "./support/stage.mjs";

const { origin, withPage } = stage(() => fileURLToPath(new URL("../../examples/migration/dist", import.meta.url)));
let hub;
before(async () => (hub = await Hub.start()));
after(() => hub?.kill());

/** What no station sends, and what the page before the migration believes. */
const WRONG = { type: "data", topic: "sensors/temperature/vienna", payload: { celsius: "warm", timestamp: 1 }, ts: 1 };

const PHASES = {
  "phase-1": /contract violation: .*celsius/,
  "phase-2": /contract: .*celsius/,
  "phase-3": /contract: .*celsius/,
};

/** Opens a page; gives what sends it a message as if the hub had. */
async function open(page, name) {
  let send;
  await page.routeWebSocket(hub.url, (socket) => {
    socket.connectToServer();
    send = (message) => socket.send(JSON.stringify(message));
  });
  await page.goto(`${origin()}/${name}/?hub=${hub.url}`);
  await page.getByText("connected", { exact: true }).waitFor();
  return (message) => send(message);
}

/** Waits until a reading is another than it was. */
async function changes(page, label, pattern) {
  const reading = page.locator("p", { hasText: label }).locator("output");
  const look = () => reading.innerText();
  const first = await eventually(look, (text) => pattern.test(text));
  await eventually(look, (text) => pattern.test(text) && text !== first);
}

const readings = async (page) => {
  await changes(page, "Temperature", /^-?\d+\.\d °C$/);
  await changes(page, "Humidity", /^\d+ %$/);
};

test("before: it shows readings, and a wrong one takes the page down", (t) =>
  withPage(t, { expected: /toFixed is not a function/ }, async (page) => {
    const send = await open(page, "before");
    await readings(page);
    send(WRONG);
    await page.locator("main").waitFor({ state: "detached" });
  }));

for (const [phase, warning] of Object.entries(PHASES)) {
  test(`${phase}: it shows readings, and tells of a wrong one`, (t) =>
    withPage(t, { expected: warning }, async (page) => {
      const warnings = [];
      page.on("console", (message) => message.type() === "warning" && warnings.push(message.text()));
      const send = await open(page, phase);
      await readings(page);
      send(WRONG);
      await eventually(
        async () => warnings,
        (seen) => seen.some((text) => warning.test(text)),
      );
      await readings(page);
    }));
}

test("phase-3: a wish goes to the hub and comes back, also one that was made without it", (t) =>
  withPage(t, { expected: NO_HUB }, async (page) => {
    await page.goto(`${origin()}/phase-3/?hub=${hub.url}`);
    const setpoint = page.locator("p", { hasText: "Setpoint" });
    const confirmed = (celsius) => setpoint.locator("output").getByText(`${celsius} °C`).waitFor();
    await confirmed("21.0");
    await setpoint.getByRole("slider").fill("24.5");
    await confirmed("24.5");
    await hub.kill();
    await page.getByText("not connected").waitFor();
    await setpoint.getByRole("slider").fill("17");
    assert.equal(await setpoint.getByRole("slider").inputValue(), "17");
    await hub.restart();
    await confirmed("17.0");
  }));
