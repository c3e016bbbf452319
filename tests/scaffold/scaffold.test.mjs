// docs/tutorial.md, as it stands: every file, every command, in its order, outside of this
// repository. Then the page that came of it, in a browser; then what one does with a project
// afterwards.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { edited, readDocument } from "./support/document.mjs";
import { Shell } from "./support/shell.mjs";

const require = createRequire(new URL("../e2e/package.json", import.meta.url));
const { chromium } = require("playwright-core");

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
// Always the same folder of this checkout, empty at first: cargo knows crates by their place,
// and would compile all of them again in another.
const checkout = createHash("sha256").update(root).digest("hex").slice(0, 8);
const folder = join(tmpdir(), `aimdb-scaffold-${checkout}`);
const project = join(folder, "weather");
const PATIENCE_MS = 60_000;

/** The ports of the document, and free ones in their place. */
const ports = new Map([["8089", 0], ["5173", 0]]);

/** @type {Shell} */
let shell;
/** @type {import("playwright-core").Browser} */
let browser;
/** What the document starts and leaves running, by the first words of the command. */
const programs = new Map();
/** The document's last steps, for later: the package as a folder, built while it is used. */
const WORK = "While you work";

before(async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  symlinkSync(root, join(folder, "aimdb"));
  for (const port of ports.keys()) ports.set(port, await freePort());
  const bin = join(folder, "installed");
  shell = new Shell(folder, {
    ...process.env,
    CARGO_TARGET_DIR: join(root, "target/scaffold"),
    CARGO_INSTALL_ROOT: bin,
    PATH: [join(bin, "bin"), process.env.PATH].join(delimiter),
    npm_config_audit: "false",
    npm_config_fund: "false",
    npm_config_update_notifier: "false",
  });
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
});

// What was started has groups of its own, so whoever ends this does not end them.
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => void shell?.end().then(() => process.exit(1)));
}

after(async () => {
  await browser?.close();
  await shell?.end();
  rmSync(folder, { recursive: true, force: true });
});

test("the tutorial, step by step", async (t) => {
  await follow(t, ({ section }) => section !== WORK);
});

test("the page shows live values, and commands come back", async () => {
  await onPage(async (page) => {
    const cellar = page.locator("#cellar");
    const pump = page.locator("#pump");
    await shows(cellar, /^\d+\.\d\d °C$/);
    const before = await cellar.innerText();
    await eventually(async () => (await cellar.innerText()) !== before);

    await shows(pump, /^off, 0 l\/min, from 0\.5 to 2 m$/);
    await page.getByRole("button", { name: "Boost" }).click();
    await shows(pump, /^boost for 10 s, 12 l\/min, from 0\.5 to 2 m$/);

    // The command is kept while there is no server.
    await programs.get("cargo run").kill();
    await page.getByRole("button", { name: "Automatic" }).click();
    shell.cwd = project;
    await start("cargo run", programs.get("cargo run").command);
    await shows(pump, /^automatic, 4\.5 l\/min/);
  });
});

test("the package carries everything, and its own name", async () => {
  const modules = join(folder, "page/node_modules");
  const installed = join(modules, "@acme/weather");
  const { dependencies, exports } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  assert.equal(dependencies, undefined);
  assert.deepEqual(exports, JSON.parse(readFileSync(join(root, "ts/package.json"), "utf8")).exports);
  const dist = join(installed, "dist");
  const named = readdirSync(dist, { recursive: true })
    .filter((name) => /\.(js|d\.ts)$/.test(name))
    .filter((name) =>
      // What packages know each other's objects by is the same in all.
      readFileSync(join(dist, name), "utf8").replaceAll('Symbol.for("@aimdb/wasm/', "").includes("@aimdb/wasm"),
    );
  assert.deepEqual(named, []);
  // What the source maps point to.
  for (const file of ["index.ts", "react/context.ts", "generated/pump.ts"]) {
    assert.ok(existsSync(join(installed, "src", file)), file);
  }
  assert.ok(!readFileSync(join(dist, "aimdb_wasm_bg.wasm")).includes(root), "the module names no path of this machine");
});

test("new overwrites nothing", async () => {
  shell.cwd = folder;
  const main = readFileSync(join(project, "server/src/main.rs"), "utf8");
  const { status, output } = await shell.attempt("aimdb-wasm new weather --aimdb aimdb");
  assert.equal(status, 2);
  assert.match(output, /weather\/\.gitignore exists, and nothing is overwritten/);
  assert.equal(readFileSync(join(project, "server/src/main.rs"), "utf8"), main);

  // One file in the way is enough, and then not one is written.
  mkdirSync(join(folder, "taken/server/src"), { recursive: true });
  writeFileSync(join(folder, "taken/server/src/records.rs"), "// mine\n");
  const taken = await shell.attempt("aimdb-wasm new taken --aimdb aimdb");
  assert.equal(taken.status, 2);
  assert.match(taken.output, /taken\/server\/src\/records\.rs exists/);
  assert.deepEqual(readdirSync(join(folder, "taken")), ["server"]);
});

test("check refuses what breaks deployed nodes, and says what to do", async () => {
  shell.cwd = project;
  const reading = join(project, "contracts/src/reading.rs");
  const text = readFileSync(reading, "utf8");
  writeFileSync(reading, text.replaceAll("celsius", "kelvin"));
  const broken = await shell.attempt("aimdb-wasm check");
  assert.equal(broken.status, 1, broken.output);
  assert.match(broken.output, /BREAKS/);
  assert.match(broken.output, /kelvin/);
  assert.match(broken.output, /remedy/);
  writeFileSync(reading, text);
  const whole = await shell.attempt("aimdb-wasm check");
  assert.equal(whole.status, 0, whole.output);
  assert.match(whole.output, /all as recorded; the generated files are current/);
});

test("the project's own tests pass, and its code is clean", async () => {
  shell.cwd = project;
  const tested = await shell.run("cargo test --quiet -p weather-contracts");
  assert.match(tested, /1 passed/);
  await shell.run("cargo fmt --check -p weather-contracts -p weather-server -p weather-driver -p weather-wasm");
  assert.doesNotMatch(await shell.run("touch server/src/main.rs && cargo build -p weather-server"), /warning/);
});

test("watch builds again after every change, and survives errors", async (t) => {
  shell.cwd = join(folder, "page");
  await follow(t, ({ section }) => section === WORK);
  shell.cwd = project;
  const lib = join(project, "contracts/src/pump.rs");
  const text = readFileSync(lib, "utf8");
  const watch = programs.get("aimdb-wasm build");
  let at = await watch.says("Ctrl-C ends it");

  const field = "    /// Watts it draws.\n    pub power: Option<f32>,\n";
  writeFileSync(lib, text.replace("    /// What flows.\n", (line) => field + line));
  at = await watch.says("pump.rs changed", at);
  at = await watch.says("types are new after", at);
  assert.match(readFileSync(join(project, "npm/src/generated/pump.ts"), "utf8"), /readonly power: number \| null/);
  assert.match(readFileSync(join(project, "npm/dist/generated/pump.d.ts"), "utf8"), /readonly power: number \| null/);
  at = await watch.says("the package is new after", at);
  at = await watch.says("Ctrl-C ends it", at);
  // The page has it, and goes on.
  await onPage(async (page) => {
    await shows(page.locator("#pump"), /^automatic, 4\.5 l\/min/);
    const scripts = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
    const script = scripts.find((name) => name.includes("/generated/pump.js"));
    assert.match(await (await fetch(script)).text(), /power/);
  });

  writeFileSync(lib, text.replace("pub mode: Mode", "pub mode: Mod"));
  at = await watch.says("cannot find type `Mod`", at);
  at = await watch.says("Ctrl-C ends it", at);

  writeFileSync(lib, text);
  at = await watch.says("the package is new after", at);
  await watch.says("Ctrl-C ends it", at);
  assert.doesNotMatch(readFileSync(join(project, "npm/dist/generated/pump.d.ts"), "utf8"), /power/);
  // Only scripts that fit the module are beside it.
  assert.match(await shell.run("npm test --prefix npm"), /pass 2/);

  for (const line of watch.output.match(/^.* after .* s$/gm)) t.diagnostic(line);
  assert.equal(await watch.signal("SIGINT"), 0, watch.output);
  assert.match(watch.output, /stopped\n$/);
  assert.deepEqual(readdirSync(join(project, "npm")).filter((name) => name.includes(".local")), []);
});

test("what is missing is named, with the command that mends it", async () => {
  shell.cwd = project;
  const modules = join(project, "npm/node_modules");
  renameSync(modules, `${modules}.away`);
  const npm = await shell.attempt("aimdb-wasm build");
  renameSync(`${modules}.away`, modules);
  assert.notEqual(npm.status, 0);
  assert.match(npm.output, /typescript is not installed in .*run `npm install --prefix .*weather\/npm`/);

  // Cargo's folder alone, where Node is not. The driver is compiled already.
  const cargo = dirname((await shell.run("command -v cargo")).trim());
  const tool = join(folder, "installed/bin/aimdb-wasm");
  assert.ok(!existsSync(join(cargo, "node")));
  const node = await shell.attempt(`PATH=${cargo} ${tool} build`);
  assert.notEqual(node.status, 0);
  assert.match(node.output, /there is no Node: install version 20 or newer/);

  shell.cwd = folder;
  const lost = await shell.attempt("aimdb-wasm build");
  assert.equal(lost.status, 2);
  assert.match(lost.output, /no workspace in \..*aimdb-wasm new/);
});

/** Does what the document says, where it is `wanted`. */
async function follow(t, wanted) {
  for (const block of readDocument(join(root, "docs/tutorial.md")).filter(wanted)) {
    const { kind, file, line } = block;
    const text = withPorts(block.text);
    const started = performance.now();
    if (kind === "run") await shell.run(text);
    else if (kind === "start") await start(text.split(" ", 2).join(" "), text.trim());
    else if (kind === "write") write(join(shell.cwd, file), text);
    else edit(join(shell.cwd, file), text);
    pinCrates();
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    t.diagnostic(`line ${line}, ${seconds} s: ${file ?? text.trim().replaceAll("\n", "; ")}`);
  }
}

/** Starts a command that goes on, and waits until it answers, if it names a port. */
async function start(name, command) {
  const port = /(?:--port |127\.0\.0\.1:)(\d+)/.exec(command)?.[1];
  const program = port ? await shell.start(command, Number(port)) : shell.watch(command);
  programs.set(name, Object.assign(program, { command }));
}

function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  assert.ok(!existsSync(path), `${path} is there already`);
  writeFileSync(path, text);
}

function edit(path, diff) {
  writeFileSync(path, edited(readFileSync(path, "utf8"), diff));
}

/** The crates of this repository's lock file: the test is about the project, not their news. */
function pinCrates() {
  const lock = join(project, "Cargo.lock");
  if (existsSync(project) && !existsSync(lock)) copyFileSync(join(root, "Cargo.lock"), lock);
}

function withPorts(text) {
  return [...ports].reduce((text, [port, free]) => text.replaceAll(port, String(free)), text);
}

function freePort() {
  return new Promise((tell) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => tell(port));
    });
  });
}

/** Opens the page of the document; fails if it complains of anything but a missing server. */
async function onPage(act) {
  const page = await browser.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    const text = message.text();
    if (message.type() === "error" && !/WebSocket|\/health|ERR_CONNECTION_REFUSED/.test(text)) complaints.push(text);
  });
  try {
    await page.goto(`http://127.0.0.1:${ports.get("5173")}`);
    await act(page);
    assert.deepEqual(complaints, []);
  } catch (error) {
    const picture = join(root, "target/scaffold/failed.png");
    await page.screenshot({ path: picture }).catch(() => {});
    throw new Error(`${error.message}\n${complaints.join("\n")}\nsee ${picture}`, { cause: error });
  } finally {
    await page.close();
  }
}

async function shows(place, text) {
  await place.filter({ hasText: text }).waitFor({ timeout: PATIENCE_MS });
}

async function eventually(good) {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await good())) {
    assert.ok(Date.now() < deadline, "waited in vain");
    await new Promise((done) => setTimeout(done, 100));
  }
}
