// What a hub has written down, and what of it may be so.

import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";

/** The setpoints that reached the hub, in order. */
export async function setpoints(file) {
  const text = await readFile(file, "utf8");
  return text.split("\n").slice(0, -1).map((line) => JSON.parse(line).payload);
}

/** How long the journal is by now, in bytes. */
export function lengthOf(file) {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/**
 * The same where a connection was closed on purpose: a living hub may still be busy with
 * what it was sent, while the next one begins. So repetitions may lie among first arrivals,
 * which are in order all the same.
 */
export function judgeClosed(numbers, writes) {
  const first = [...new Set(numbers)];
  assert.deepEqual(first, Array.from({ length: writes }, (_, n) => n), "lost, made up, or first seen out of order");
  return { lost: 0, duplicates: numbers.length - writes };
}

/**
 * Holds a journal of numbered writes against what the bridge says of itself: nothing lost,
 * nothing twice that was acknowledged, everything in order.
 * @param {number[]} numbers as they reached the hub, over all its lives
 * @param {number} writes how many there were
 * @param {number[]} ackedWhenLost of how many the bridge knew, each time it lost its connection
 */
export function judge(numbers, writes, ackedWhenLost) {
  const seen = new Set(numbers);
  const lost = Array.from({ length: writes }, (_, n) => n).filter((n) => !seen.has(n));
  assert.deepEqual(lost, [], "writes were lost");
  assert.equal(seen.size, writes, "something arrived that was never written");

  // A connection begins with the first write that was not acknowledged when the one
  // before was lost, and then comes every write, once.
  const starts = new Set([0, ...ackedWhenLost]);
  let resumed = 0;
  numbers.forEach((n, i) => {
    const due = i === 0 ? 0 : numbers[i - 1] + 1;
    if (n === due) return;
    assert.ok(n < due, `write ${n} came after ${due - 1}: out of order`);
    assert.ok(starts.has(n), `sent again from ${n}; acknowledged were ${[...starts].join(", ")}`);
    resumed += 1;
  });
  assert.ok(resumed <= ackedWhenLost.length, "sent again without a lost connection");
  return { lost: lost.length, duplicates: numbers.length - writes, resumed };
}
