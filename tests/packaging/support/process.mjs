// A server of an application, as a process of its own.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { after } from "node:test";

const STARTUP_MS = 120_000;

/**
 * Starts a script with Node; gives the first address on loopback that it prints. It ends
 * after the tests, and what it started with it.
 *
 * @param {string} folder where it runs
 * @param {string[]} command the script and its arguments
 * @param {Record<string, string>} env
 */
export async function start(folder, command, env = {}) {
  const child = spawn(process.execPath, command, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const gone = once(child, "exit");
  after(async () => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid);
    await gone;
  });
  const told = [];
  const address = new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        told.push(line);
        const found = /http:\/\/(?:127\.0\.0\.1|localhost):(\d+)/.exec(line);
        if (found !== null) resolve(`http://127.0.0.1:${found[1]}`);
      });
    }
  });
  const failed = gone.then(([status]) => {
    throw new Error(`${command.join(" ")} ended with ${status}:\n${told.join("\n")}`);
  });
  const late = new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`${command.join(" ")} names no address:\n${told.join("\n")}`)), STARTUP_MS).unref();
  });
  // It is ended in the end: no failure then.
  failed.catch(() => {});
  return { origin: await Promise.race([address, failed, late]), told };
}
