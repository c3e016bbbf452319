// A shell that stays where it was, and programs that go on beside it.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";

/** How long a program may take until it can be reached. A compiler may run before. */
const STARTUP_MS = 600_000;

/** A shell, and what was started from it. */
export class Shell {
  #env;
  #note;
  #started = [];
  /** Where it is. */
  cwd;

  /**
   * @param {string} cwd where it begins
   * @param {Record<string, string>} env
   */
  constructor(cwd, env) {
    this.cwd = cwd;
    this.#env = env;
    this.#note = join(cwd, "cwd.local");
  }

  /** Runs commands; throws with what they said if one fails. */
  async run(commands) {
    const { status, output } = await this.attempt(`${commands}\npwd > "${this.#note}"`);
    assert.equal(status, 0, `${commands}\n${output}`);
    this.cwd = readFileSync(this.#note, "utf8").trim();
    return output;
  }

  /** Runs commands; gives their exit code and what they said. */
  async attempt(commands) {
    const child = this.#spawn(commands);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
    const [status] = await once(child, "close");
    return { status, output };
  }

  /** Starts a command that goes on; gives it once it accepts connections on a port. */
  async start(command, port) {
    const program = this.watch(command);
    const deadline = Date.now() + STARTUP_MS;
    while (!(await reached(port))) {
      assert.equal(program.child.exitCode, null, `${command} ended:\n${program.output}`);
      assert.ok(Date.now() < deadline, `${command} is not reached on port ${port}:\n${program.output}`);
      await new Promise((done) => setTimeout(done, 100));
    }
    return program;
  }

  /** Starts a command that goes on. */
  watch(command) {
    const program = new Program(this.#spawn(`exec ${command}`));
    this.#started.push(program);
    return program;
  }

  /** Ends all that was started. */
  async end() {
    await Promise.all(this.#started.map((program) => program.kill()));
  }

  #spawn(commands) {
    const child = spawn("bash", ["-euo", "pipefail", "-c", commands], {
      cwd: this.cwd,
      env: this.#env,
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, so that its children can be ended with it.
      detached: true,
    });
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8");
    return child;
  }
}

/** A program that goes on, and what it said so far. */
class Program {
  output = "";
  #told = new Set();

  constructor(child) {
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (text) => {
        this.output += text;
        for (const tell of this.#told) tell();
      });
    }
    child.once("close", () => {
      for (const tell of this.#told) tell();
    });
  }

  /** Waits until it says something after `from`; gives the place behind it. */
  async says(text, from = 0) {
    const deadline = Date.now() + STARTUP_MS;
    for (;;) {
      const at = this.output.indexOf(text, from);
      if (at >= 0) return at + text.length;
      const { exitCode, signalCode } = this.child;
      assert.ok(exitCode === null && signalCode === null, `it ended without saying "${text}":\n${this.output}`);
      assert.ok(Date.now() < deadline, `it has not said "${text}" in time:\n${this.output}`);
      await new Promise((tell) => {
        const once = () => {
          clearTimeout(late);
          this.#told.delete(once);
          tell();
        };
        const late = setTimeout(once, deadline - Date.now());
        this.#told.add(once);
      });
    }
  }

  /** Sends it a signal, as a terminal does: to its children, too. Gives its exit code. */
  async signal(name) {
    const { exitCode, signalCode } = this.child;
    if (exitCode !== null || signalCode !== null) return exitCode;
    const closed = once(this.child, "close");
    process.kill(-this.child.pid, name);
    const [status] = await closed;
    return status;
  }

  /** Ends it without a goodbye. */
  async kill() {
    await this.signal("SIGKILL").catch(() => {});
  }
}

function reached(port) {
  return new Promise((tell) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      tell(true);
    });
    socket.once("error", () => tell(false));
  });
}
