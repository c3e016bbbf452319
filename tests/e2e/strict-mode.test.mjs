// React's StrictMode, which mounts everything twice in a development build.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { Dashboard } from "./support/dashboard.mjs";
import { Hub } from "./support/hub.mjs";
import { SOURCES, stage } from "./support/stage.mjs";

const { resolve } = createRequire(`${SOURCES}/package.json`);
const { createServer } = await import(pathToFileURL(resolve("vite")).href);

const { withPage } = stage(() => SOURCES);
let hub;
let vite;
before(async () => {
  hub = await Hub.start();
  vite = await createServer({
    root: SOURCES,
    logLevel: "warn",
    server: { host: "127.0.0.1", port: 0, watch: null },
  });
  await vite.listen();
});
after(async () => {
  await vite?.close();
  await hub?.kill();
});

test("the development server's page opens exactly one socket", (t) =>
  withPage(t, {}, async (page) => {
    const sockets = [];
    page.on("websocket", (socket) => {
      if (socket.url() === hub.url) sockets.push(socket);
    });
    const { port } = vite.httpServer.address();
    const dashboard = await Dashboard.open(page, `http://127.0.0.1:${port}`, hub);
    await dashboard.changes();
    await page.waitForTimeout(1000);
    assert.equal(sockets.length, 1);
    assert.equal(sockets[0].isClosed(), false);
  }));
