// The judge of the loss test finds what it is to find.

import assert from "node:assert/strict";
import { test } from "node:test";

import { judge } from "./support/journal.mjs";

test("resent writes are duplicates, and no harm", () => {
  assert.deepEqual(judge([0, 1, 2, 3], 4, []), { lost: 0, duplicates: 0, resumed: 0 });
  assert.deepEqual(judge([0, 1, 2, 1, 2, 3], 4, [1]), { lost: 0, duplicates: 2, resumed: 1 });
  // Killed twice before anything was acknowledged.
  assert.deepEqual(judge([0, 1, 0, 0, 1, 2], 3, [0, 0]), { lost: 0, duplicates: 3, resumed: 2 });
});

test("harm is found", () => {
  for (const [numbers, acked, complaint] of [
    [[0, 1, 3], [], /lost/],
    [[0, 1, 2, 4, 3], [], /order/],
    [[0, 1, 2, 1, 2, 3, 4], [2], /sent again from 1/],
    [[0, 1, 2, 1, 2, 1, 2, 3, 4], [1], /without a lost connection/],
    [[0, 1, 2, 3, 4, 5], [], /never written/],
  ]) {
    assert.throws(() => judge(numbers, 5, acked), complaint, String(numbers));
  }
});
