// What breaks a contract is refused, with its place, and changes nothing.

import assert from "node:assert/strict";
import { readFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { after, before, test } from "node:test";

import { Dashboard } from "./support/dashboard.mjs";
import { Hub } from "./support/hub.mjs";
import { DASHBOARD, eventually, PICTURES, stage } from "./support/stage.mjs";

const { origin, withPage } = stage(() => DASHBOARD);
const folder = await mkdtemp(`${tmpdir()}/aimdb-contracts-`);
let hub;
before(async () => (hub = await Hub.start({ journal: `${folder}/journal` })));
after(async () => {
  await hub?.kill();
  await rm(folder, { recursive: true });
});

/** The page of contracts, as a person sees it. */
class Bench {
  constructor(page) {
    this.page = page;
    this.verdict = page.getByTestId("verdict");
    this.record = page.getByTestId("record");
    this.tally = page.getByTestId("tally");
    this.json = page.getByRole("textbox", { name: "Value as JSON" });
  }

  async inject(contract, field, fault) {
    await this.page.getByRole("radio", { name: contract }).check({ force: true });
    await this.page.getByRole("combobox", { name: "Field" }).selectOption(field);
    await this.page.getByRole("combobox", { name: "Fault" }).selectOption(fault);
  }

  async counts() {
    const [written, refused] = (await this.tally.innerText()).match(/\d+/g).map(Number);
    return { written, refused };
  }

  async write() {
    await this.page.getByRole("button", { name: "Write the value" }).click();
  }
}

const CASES = [
  ["temperature", "celsius", "a text", /expected a number.*"warm"/],
  ["temperature", "celsius", "too large", /1e\+?300/],
  ["humidity", "timestamp", "a fraction", /0\.5/],
  ["humidity", "timestamp", "negative", /-1/],
  ["gps_location", "latitude", "null", /null/],
  ["setpoint", "target_celsius", "missing", /target_celsius/],
  ["station_status", "state", "a text", /online.*"?warm"?/],
  ["station_status", "location.longitude", "a list", /location\.longitude/],
  ["station_status", "tags", "a text", /tags/],
  ["dew_point", "celsius", "a text", /celsius/],
];

test("each fault is refused with its path, and the record stays as it was", (t) =>
  withPage(t, {}, async (page) => {
    await Dashboard.open(page, origin(), hub, "contracts");
    const bench = new Bench(page);
    for (const [contract, field, fault, message] of CASES) {
      await bench.inject(contract, field, fault);
      assert.equal(await bench.verdict.getAttribute("data-ok"), "false", `${contract} ${field} ${fault}`);
      const words = (await bench.verdict.innerText()).replace(/\s+/g, " ");
      assert.match(words, message);
      assert.ok(words.includes(`Path ${field}`), `${field} in ${words}`);

      await bench.record.getByText("{").waitFor();
      const before = { record: await bench.record.innerText(), ...(await bench.counts()) };
      await bench.write();
      const refusal = await page.getByRole("alert").innerText();
      assert.ok(refusal.includes(`sandbox.${contract}`) && refusal.includes(field), refusal);
      const after = { record: await bench.record.innerText(), ...(await bench.counts()) };
      assert.deepEqual(after, { ...before, refused: before.refused + 1 });
    }
    assert.equal(await readFile(`${folder}/journal`, "utf8"), "", "nothing of it reached the hub");
    await page.screenshot({ path: `${PICTURES}/violation.png` });
  }));

test("JSON can be written by hand: what keeps the contract is taken", (t) =>
  withPage(t, {}, async (page) => {
    await Dashboard.open(page, origin(), hub, "contracts");
    const bench = new Bench(page);
    await bench.inject("temperature", "celsius", "none");
    await bench.json.fill('{"celsius": 31.25, "timestamp":');
    assert.equal(await bench.verdict.getAttribute("data-ok"), "false");
    await bench.write();
    await page.getByRole("alert").getByText(/JSON/).waitFor();

    await bench.json.fill('{"celsius": 31.25, "timestamp": 7}');
    await bench.verdict.getByText("The contract is kept.").waitFor();
    await bench.write();
    await eventually(
      () => bench.record.innerText(),
      (text) => /31\.25/.test(text) && /7/.test(text),
    );
    assert.match(await bench.tally.innerText(), /2 written/);
  }));
