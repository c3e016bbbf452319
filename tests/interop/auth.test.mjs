// A hub that wants a token.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { eventually } from "../e2e/support/stage.mjs";
import { Hub } from "../e2e/support/hub.mjs";
import { AWAY, stage } from "./support/stage.mjs";

const { open, withPage } = stage();
const TOKEN = "open-sesame";
let hub;
before(async () => (hub = await Hub.start({ token: TOKEN })));
after(() => hub?.kill());

/** Connects with the tokens given, one for each attempt; the last one repeats. */
async function connect(page, tokens, options) {
  await open(page);
  await page.evaluate(
    async ([url, tokens, options]) => {
      const { connect } = await import("./browse.js");
      window.asked = 0;
      window.tokens = tokens;
      const next = async () => `${url}?token=${window.tokens[Math.min(asked++, window.tokens.length - 1)]}`;
      window.it = await connect(next, { backoff: [20], ...options });
    },
    [hub.url, tokens, options],
  );
}

const look = (page) =>
  page.evaluate(() => ({ status: it.bridge.status(), errors: it.errors, asked, attempts: it.bridge.stats().attempts }));

const reaches = (page, wanted) => eventually(() => look(page), ({ status }) => status === wanted);

test("a refused token is told of with its likely cause, and tried as often as the options say", (t) =>
  withPage(t, { expected: AWAY }, async (page) => {
    await connect(page, ["wrong"], { authRetries: 1 });
    const { errors, attempts, asked } = await reaches(page, "disconnected");
    assert.deepEqual([...new Set(errors.map(({ code }) => code))], ["refused"]);
    assert.match(errors[0].message, /server is there and refused .* token/);
    // One more may have begun before it was known why the last one failed.
    assert.ok(attempts === 2 || attempts === 3, `${attempts} attempts`);
    assert.equal(asked, attempts, "a token is asked for once each attempt");
    await page.waitForTimeout(500);
    assert.equal((await look(page)).attempts, attempts, "given up means given up");

    // Somebody logs in again.
    await page.evaluate((token) => {
      window.tokens = [token];
      it.bridge.reconnect();
    }, TOKEN);
    await reaches(page, "connected");
    await eventually(
      () => page.evaluate(() => it.db.get("state.setpoint.room1")),
      (value) => value !== null,
    );
  }));

test("a token that was renewed in time is accepted without anybody's help", (t) =>
  withPage(t, { expected: AWAY }, async (page) => {
    await connect(page, ["stale", "stale", TOKEN], {});
    const { asked, errors } = await reaches(page, "connected");
    assert.equal(asked, 3);
    assert.deepEqual([...new Set(errors.map(({ code }) => code))], ["refused"]);
    // What was accepted once is asked for again, since it may have expired.
    await hub.kill();
    await reaches(page, "reconnecting");
    await hub.restart();
    const again = await reaches(page, "connected");
    assert.ok(again.asked > asked);
  }));

test("a token in the address does, too; a callback that fails is an error and is asked again", (t) =>
  withPage(t, { expected: AWAY }, async (page) => {
    await open(page);
    const codes = await page.evaluate(async (url) => {
      const { connect } = await import("./browse.js");
      const reached = async ({ bridge }) => {
        while (bridge.status() !== "connected") await new Promise((done) => setTimeout(done, 20));
      };
      const plain = await connect(url);
      await reached(plain);
      plain.db.free();
      let asked = 0;
      const shy = await connect(
        () => {
          asked += 1;
          if (asked < 3) throw new Error("the login service is away");
          return new URL(url);
        },
        { backoff: [20] },
      );
      await reached(shy);
      return [plain.errors, shy.errors];
    }, `${hub.url}?token=${TOKEN}`);
    assert.deepEqual(codes[0], []);
    assert.deepEqual(codes[1].map(({ code, message }) => [code, message]), [
      ["no-url", "the login service is away"],
      ["no-url", "the login service is away"],
    ]);
  }));
