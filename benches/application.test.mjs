// The applications whose sizes are compared do the same: they show what comes, leave out
// what breaks its contract, and write.

import assert from "node:assert/strict";
import { copyFileSync, mkdirSync } from "node:fs";
import { test } from "node:test";
import { out, root } from "./build.mjs";
import { applications, bundleApplication } from "./bundles.mjs";
import { withChromium } from "./places/chromium.mjs";

const HUB = "ws://127.0.0.1:9/ws";
const data = (topic, payload) => JSON.stringify({ type: "data", topic, payload, ts: 1 });

/** A server as far as one page needs it; collects what is written to it. */
async function serveHub(page, written) {
  let send;
  const subscribed = new Promise((resolve) => {
    void page.routeWebSocket(HUB, (socket) => {
      send = (text) => socket.send(text);
      socket.onMessage((text) => {
        const message = JSON.parse(text);
        if (message.type === "ping") send('{"type":"pong"}');
        if (message.type === "write") written.push(message);
        if (message.type !== "subscribe") return;
        send(JSON.stringify({ type: "subscribed", topics: message.topics }));
        resolve(message.topics);
      });
    });
  });
  return { subscribed, send: (text) => send(text) };
}

for (const name of Object.keys(applications)) {
  test(name, async () => {
    mkdirSync(out, { recursive: true });
    copyFileSync(`${root}ts/dist/aimdb_wasm_bg.wasm`, `${out}/aimdb_wasm_bg.wasm`);
    const { file } = applications[name];
    const contents = `
      import { createElement } from "./benches/node_modules/react";
      import { createRoot } from "./benches/node_modules/react-dom/client";
      import { App } from "./benches/application/${file}.mjs";
      createRoot(document.body.appendChild(document.createElement("div"))).render(createElement(App));`;
    await bundleApplication(contents, `${out}/application-${file}.js`, {});
    await withChromium(async ({ open }) => {
      const { page } = await open();
      const written = [];
      const hub = await serveHub(page, written);
      await page.evaluate((url) => (globalThis.HUB = url), HUB);
      await page.addScriptTag({ type: "module", url: `/application-${file}.js` });
      const topics = await hub.subscribed;
      for (const topic of ["sensors/temperature/vienna", "sensors/humidity/vienna"]) assert.ok(topics.includes(topic));
      const button = page.getByRole("button");
      hub.send(data("sensors/temperature/vienna", { celsius: 21.5, timestamp: 1 }));
      hub.send(data("sensors/humidity/vienna", { percent: 55, timestamp: 1 }));
      await button.getByText("21.5 °C, 55 %").waitFor();
      hub.send(data("sensors/temperature/vienna", { celsius: "warm", timestamp: 2 }));
      hub.send(data("sensors/humidity/vienna", { percent: 56, timestamp: 2 }));
      await button.getByText("21.5 °C, 56 %").waitFor();
      await button.click();
      while (written.length === 0) await page.waitForTimeout(20);
      assert.equal(written[0].topic, "commands/setpoint/room1");
      assert.equal(written[0].payload.target_celsius, 21);
    });
  });
}
