// The seed's TypeScript snippets: they compile and run.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { build } from "vite";

import { Hub } from "./support/hub.mjs";
import { eventually, NO_HUB, stage } from "./support/stage.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
/** Their pattern matches more topics than they have records; the bridge says so, once for each. */
const STRANGERS = /unknown-topic/;
/** The server that the snippets name. */
const CLOUD = "wss://api.cloud.aimdb.dev/ws";

const folder = await mkdtemp(`${tmpdir()}/aimdb-seed-`);
let hub;

const { origin, withPage } = stage(async () => {
  const pages = ["core-api", "mode-1", "mode-2", "mode-2-alive", "mode-3"];
  await Promise.all(pages.map((page) => writeFile(`${folder}/${page}.html`, html(page))));
  await build({
    root: folder,
    configFile: false,
    logLevel: "warn",
    plugins: [snippets()],
    build: {
      outDir: `${folder}/dist`,
      target: "es2022",
      rollupOptions: { input: pages.map((page) => `${folder}/${page}.html`) },
    },
  });
  return `${folder}/dist`;
});

before(async () => {
  hub = await Hub.start({ journal: `${folder}/journal` });
});
after(async () => {
  await hub?.kill();
  await rm(folder, { recursive: true, force: true });
});

function html(page) {
  return `<!doctype html><link rel="icon" href="data:,"><script type="module" src="/seed/${page}.ts"></script>`;
}

/** Serves the snippets; "alive" is one that rests before its last section, which ends all. */
function snippets() {
  return {
    name: "snippets",
    resolveId(id) {
      const snippet = /^\/seed\/([\w-]+)\.ts$/.exec(id)?.[1];
      if (snippet === undefined) return undefined;
      return `${here}seed/${snippet.replace("-alive", "")}.ts${snippet.endsWith("-alive") ? "?alive" : ""}`;
    },
    async load(id) {
      if (!id.endsWith("?alive")) return undefined;
      const code = await readFile(id.replace("?alive", ""), "utf8");
      return { code: code.replace("// Lifecycle", "await globalThis.rest;"), moduleType: "ts" };
    },
  };
}

/** Opens a snippet's page, with a hub in the place of the cloud. */
async function open(page, snippet) {
  const logged = [];
  page.on("console", (message) => {
    if (message.type() === "log") logged.push(message.text());
  });
  await page.addInitScript(
    ([from, to]) => {
      const Native = WebSocket;
      globalThis.WebSocket = class extends Native {
        constructor(url, protocols = []) {
          super(url === from ? to : url, protocols);
        }
      };
      globalThis.rest = new Promise((resolve) => (globalThis.proceed = resolve));
      globalThis.rendered = [];
      globalThis.statuses = [];
      globalThis.renderDashboard = (temperature) => globalThis.rendered.push(temperature);
      globalThis.updateConnectionIndicator = (status) => globalThis.statuses.push(status);
    },
    [CLOUD, hub.url],
  );
  // The bridge asks there whether the server is alive when it gets no connection.
  await page.route("https://api.cloud.aimdb.dev/**", (route) => {
    const there = new URL(route.request().url()).pathname;
    const url = new URL(there, hub.url.replace("ws:", "http:")).href;
    return route.fetch({ url }).then(
      (response) => route.fulfill({ response }),
      () => route.abort("connectionrefused"),
    );
  });
  await page.goto(`${origin()}/${snippet}.html`);
  return logged;
}

async function commands() {
  const text = await readFile(`${folder}/journal`, "utf8");
  return text.trim().split("\n").filter(Boolean).map((line) => JSON.parse(line));
}

test("the snippets compile under strict settings", async () => {
  const require = createRequire(import.meta.url);
  const manifest = require.resolve("typescript/package.json");
  const { bin } = require(manifest);
  await promisify(execFile)(process.execPath, [join(dirname(manifest), bin.tsc), "-p", here]).catch((error) =>
    assert.fail(error.stdout + error.stderr),
  );
});

test("the core API runs to its end", (t) =>
  withPage(t, {}, async (page) => {
    const logged = await open(page, "core-api");
    await page.waitForTimeout(500);
    assert.deepEqual(logged, [], "it unsubscribes before the first call");
  }));

test("mode 1: what is set is what the subscriber gets", (t) =>
  withPage(t, {}, async (page) => {
    const logged = await open(page, "mode-1");
    await eventually(
      async () => logged,
      (seen) => seen.length > 0,
    );
    await page.waitForTimeout(200);
    assert.deepEqual(logged, ["22.5"]);
  }));

test("mode 2 runs to its end, which comes before the connection is made", (t) =>
  withPage(t, { expected: /closed before the connection is established|pending-writes/ }, async (page) => {
    const sockets = [];
    page.on("websocket", (socket) => sockets.push(socket));
    await open(page, "mode-2");
    await page.waitForTimeout(500);
    assert.ok(
      sockets.every((socket) => socket.isClosed()),
      "no socket is left open",
    );
  }));

test("mode 2: the server's values arrive, and the setpoint reaches the server", (t) =>
  withPage(t, { expected: STRANGERS }, async (page) => {
    const logged = await open(page, "mode-2-alive");
    await eventually(
      async () => logged,
      (seen) => new Set(seen).size >= 3,
    );
    assert.ok(logged.every((text) => Number.isFinite(Number(text))));
    const [command] = await eventually(commands, (seen) => seen.length > 0);
    assert.equal(command.topic, "commands/setpoint/room1");
    assert.equal(command.payload.target_celsius, 21);
    await page.evaluate(() => globalThis.proceed());
    await page.waitForTimeout(300);
    const { length } = logged;
    await page.waitForTimeout(500);
    assert.equal(logged.length, length, "nothing comes after the end");
  }));

test("mode 3: the status is told, and the page goes on without its server", (t) =>
  withPage(t, { expected: new RegExp(`${STRANGERS.source}|${NO_HUB.source}`) }, async (page) => {
    await open(page, "mode-3");
    const statuses = () => page.evaluate(() => globalThis.statuses);
    const rendered = () => page.evaluate(() => globalThis.rendered.length);
    await eventually(statuses, (seen) => seen.at(-1) === "connected");
    await eventually(rendered, (count) => count > 2);
    await hub.kill();
    await eventually(statuses, (seen) => seen.at(-1) === "reconnecting");
    const before = await rendered();
    await hub.restart();
    await eventually(statuses, (seen) => seen.at(-1) === "connected");
    await eventually(rendered, (count) => count > before + 2);
  }));
