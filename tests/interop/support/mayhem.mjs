// A hub that is killed at random moments while a page writes to it.

import { lengthOf } from "./journal.mjs";

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** About what a line of the journal takes. */
const LINE = 110;

/**
 * Kills the hub and starts it again until `done()`. Half of the kills come after a random
 * time; the others after a random number of lines, which is while it is being written to.
 * @returns {Promise<number>} how often it was killed
 */
export async function mayhem(hub, journal, random, done) {
  let kills = 0;
  while (!done()) {
    if (random() < 0.5) {
      await sleep(100 + random() * 900);
    } else {
      const enough = lengthOf(journal) + LINE * Math.ceil(random() * 800);
      const deadline = Date.now() + 3000;
      while (lengthOf(journal) < enough && Date.now() < deadline && !done()) await sleep(1);
    }
    if (done()) break;
    await hub.kill();
    kills += 1;
    await sleep(random() * 300);
    await hub.restart();
  }
  return kills;
}
