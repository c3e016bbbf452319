// The pipeline as a page gets it: the npm package around the module of this crate.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const stage = `${root}target/pipelines`;
/** @type {typeof import("../../../ts/dist/index.js")} */
let aimdb;

before(async () => {
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage, { recursive: true });
  writeFileSync(`${stage}/package.json`, '{"type": "module"}');
  // The package @aimdb/wasm with another module: the contracts are the same.
  const built = spawnSync(
    `${root}target/debug/aimdb-wasm-driver`,
    ["build", "--dev", "--module", `${root}examples/pipelines`, "--out", `${stage}/dist`],
    { encoding: "utf8", env: { ...process.env, CARGO_MANIFEST_DIR: `${root}ts/driver` } },
  );
  assert.equal(built.status, 0, built.stderr);
  aimdb = await import(pathToFileURL(`${stage}/dist/index.js`).href);
  await aimdb.init();
});

/** Lets the engine's tasks run. */
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

test("records of the module are there, and derived in Rust", async () => {
  const db = new aimdb.WasmDb();
  assert.deepEqual(
    db.records().map(({ key, contract, buffer, capacity }) => ({ key, contract, buffer, capacity })),
    [
      { key: "room.temperature", contract: "temperature", buffer: "SpmcRing", capacity: 64 },
      { key: "room.humidity", contract: "humidity", buffer: "SpmcRing", capacity: 64 },
      { key: "room.dew_point", contract: "dew_point", buffer: "SpmcRing", capacity: 64 },
    ],
  );
  const seen = [];
  db.subscribe("room.dew_point", ({ celsius }) => seen.push(celsius));
  db.set("room.temperature", { celsius: 25, timestamp: 1 });
  db.set("room.humidity", { percent: 60, timestamp: 2 });
  await turn();
  assert.equal(seen.length, 1);
  assert.ok(Math.abs(seen[0] - 16.7) < 0.05, `${seen[0]}`);
  assert.equal(db.get("room.dew_point").timestamp, 2);
  db.free();
});

test("a page configures them again in the same way or not at all", () => {
  const db = new aimdb.WasmDb();
  const ring = { type: "SpmcRing", capacity: 64 };
  db.configureRecord("room.dew_point", { schemaType: "dew_point", buffer: ring, forward: true });
  assert.throws(
    () => db.configureRecord("room.humidity", { schemaType: "humidity", buffer: "SingleLatest" }),
    /room\.humidity.*configured already.*buffer/,
  );
  db.configureRecord("own", { schemaType: "setpoint", buffer: "SingleLatest" });
  assert.equal(db.records().length, 4);
  db.free();
});

test("a typed database knows them by the keys it is given", async () => {
  const ring = { type: "SpmcRing", capacity: 64 };
  const db = aimdb.openDb({
    records: { "room.dew_point": { schemaType: "dew_point", buffer: ring } },
  });
  assert.equal(db.get("room.dew_point"), null);
  db.free();
});
