// A real hub, as a process of its own.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const BINARY = fileURLToPath(new URL("../../../target/debug/aimdb-hub", import.meta.url));
const STARTUP_MS = 20_000;

/** A running hub. It can be killed and started again where it was. */
export class Hub {
  #process;
  #options;
  /** Where its WebSocket is. */
  url;

  constructor(options) {
    this.#options = options;
  }

  /**
   * Starts a hub on a free port.
   * @param {{periodMs?: number, journal?: string, token?: string}} [options]
   */
  static async start(options = {}) {
    if (!existsSync(BINARY)) throw new Error("there is no hub: run `make hub` first");
    const hub = new Hub(options);
    await hub.#spawn("127.0.0.1:0");
    return hub;
  }

  /** Starts it again, on the same port. */
  async restart() {
    await this.#spawn(new URL(this.url).host);
  }

  /** Ends it without a goodbye. */
  async kill() {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  }

  /** Stops it where it stands: it keeps its connections and says nothing. */
  async freeze() {
    this.#process.kill("SIGSTOP");
    // Each of its threads goes on until it is told.
    const tasks = `/proc/${this.#process.pid}/task`;
    const stopped = async (task) => / T /.test(await readFile(`${tasks}/${task}/stat`, "utf8"));
    while (!(await Promise.all((await readdir(tasks)).map(stopped))).every(Boolean)) {
      await new Promise((done) => setTimeout(done, 1));
    }
  }

  /** Lets it go on. */
  thaw() {
    this.#process.kill("SIGCONT");
  }

  async #spawn(address) {
    const { periodMs = 100, journal, token } = this.#options;
    const args = ["--address", address, "--period-ms", String(periodMs)];
    if (journal !== undefined) args.push("--journal", journal);
    if (token !== undefined) args.push("--token", token);
    this.#process = spawn(BINARY, args, { stdio: ["ignore", "pipe", "inherit"] });
    const signal = AbortSignal.timeout(STARTUP_MS);
    const [ready] = await Promise.race([
      once(createInterface({ input: this.#process.stdout }), "line", { signal }),
      once(this.#process, "exit", { signal }).then(([status]) => {
        throw new Error(`the hub ended with ${status}`);
      }),
    ]);
    this.url = /ws:\S+(?=,)/.exec(ready)[0];
  }
}
