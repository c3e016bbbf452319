// A browser that nobody drives.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";

import { WebSocketServer } from "ws";

import { serve } from "../../../scripts/serve.mjs";
import { SWITCHES } from "../../e2e/support/stage.mjs";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const PATIENCE_MS = 60_000;

/** Lets a browser of its own do `act` of pages/burst.js, and gives what it tells. */
export async function alone(act, options) {
  const files = await serve(root, 0);
  const collector = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  const profile = await mkdtemp(`${tmpdir()}/aimdb-alone-`);
  const order = { act, options, collector: `ws://127.0.0.1:${collector.address().port}` };
  const address = `http://127.0.0.1:${files.address().port}/tests/interop/pages/burst.html`;
  const browser = spawn(
    process.env.CHROMIUM || "/usr/bin/chromium",
    [
      "--headless=new",
      "--remote-debugging-port=0",
      `--user-data-dir=${profile}`,
      ...SWITCHES,
      `${address}?${encodeURIComponent(JSON.stringify(order))}`,
    ],
    { stdio: "ignore" },
  );
  const gone = once(browser, "exit");
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const [socket] = await Promise.race([
      once(collector, "connection", { signal }),
      gone.then(([status]) => Promise.reject(new Error(`the browser ended with ${status}`))),
    ]);
    const [message] = await once(socket, "message", { signal });
    const { value, error } = JSON.parse(message);
    if (error !== undefined) throw new Error(error);
    return value;
  } finally {
    // It ends its own children, unless it is killed.
    browser.kill("SIGTERM");
    await gone;
    for (const client of collector.clients) client.terminate();
    collector.close();
    files.close();
    files.closeAllConnections();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
