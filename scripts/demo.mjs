// Starts a hub and serves the dashboard, until Ctrl-C. With DEMO_ONCE=1 it looks at the
// page instead, saves a picture of it and ends.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { serve } from "./serve.mjs";

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const dashboardPort = port("DEMO_PORT", 5173);
const hubPort = port("HUB_PORT", 8089);

function fail(message) {
  console.error(`demo: ${message}`);
  process.exit(1);
}

function port(variable, otherwise) {
  const value = Number(process.env[variable] || otherwise);
  if (!Number.isInteger(value) || value < 1 || value > 65535) {
    fail(`${variable} is ${process.env[variable]}, which is no port`);
  }
  return value;
}

if (dashboardPort === hubPort) fail(`DEMO_PORT and HUB_PORT are both ${hubPort}`);

const page = await serve(`${root}/examples/dashboard/dist`, dashboardPort).catch((error) =>
  fail(
    error.code === "EADDRINUSE"
      ? `port ${dashboardPort} is taken; choose another with DEMO_PORT`
      : `cannot serve the dashboard on port ${dashboardPort}: ${error.message}`,
  ),
);

// The hub says itself why it does not start; only the way out is named here. It gets no
// Ctrl-C of its own, so that it ends when told to and not before.
const hub = spawn(`${root}/target/debug/aimdb-hub`, ["--address", `127.0.0.1:${hubPort}`], {
  stdio: ["ignore", "pipe", "inherit"],
  detached: true,
});
hub.on("error", (error) => fail(`the hub does not start: ${error.message}`));
const ended = once(hub, "exit");

async function stop(status) {
  hub.off("exit", died);
  hub.kill("SIGTERM");
  await ended;
  page.close();
  page.closeAllConnections();
  process.exit(status);
}

function died(status) {
  fail(`the hub ended with ${status}${status === 1 ? "; HUB_PORT chooses another port" : ""}`);
}
hub.once("exit", died);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => stop(0));
// Whatever ends this, the hub does not outlive it.
process.on("exit", () => hub.kill("SIGTERM"));

const [ready] = await once(createInterface({ input: hub.stdout }), "line");
console.log(ready);

const url = `http://127.0.0.1:${dashboardPort}/?hub=ws://127.0.0.1:${hubPort}/ws`;
console.log(`\n  ${url}\n`);

if (process.env.DEMO_ONCE) {
  const picture = `${root}/target/demo/dashboard.png`;
  try {
    const { look } = await import("./look.mjs");
    await look(url, picture);
    console.log(`demo: the values are live; see ${picture.slice(root.length + 1)}`);
    await stop(0);
  } catch (error) {
    console.error(`demo: ${error.message}`);
    await stop(1);
  }
} else {
  console.log("Ctrl-C stops both.");
}
