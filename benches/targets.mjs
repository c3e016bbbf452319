// What we set out to reach. A target that is missed is shown, never an error: times are
// no test.

const faster = (cases, peer, times) => cases.map((name) => ({ name, peer, times }));
const contracts = ["temperature", "gps", "status"];
const each = (prefix) => contracts.map((contract) => `${prefix}/${contract}`);

/** `ours` is to be so many times better than `peer`; below 1: no more than so much worse. */
export const targets = [
  ...faster(["set/temperature"], "upstream", 5),
  ...faster(["set/status"], "upstream", 4),
  ...faster(each("validate"), "zod", 1),
  ...faster(each("validate"), "typebox", 1 / 3),
  ...faster(each("get/unchanged"), "upstream", 20),
  ...faster(each("get/changed"), "upstream", 5),
  ...faster(["deliver/1"], "upstream", 4),
  ...faster(["deliver/10"], "upstream", 8),
  ...faster(["ws/frame-to-callback"], "upstream", 1.8),
  ...faster(["ws/frame-to-callback"], "parse+zod+zustand", 1.3),
  ...faster(["init", "size/total.gz"], "upstream", 1),
  ...faster(
    ["ring/push", "ring/deliver-1", "ring/deliver-10", "ring/wake", "latest/push", "latest/deliver-1", "latest/wake"].map(
      (name) => `buffer/${name}`,
    ),
    "tokio",
    1,
  ),
  { name: "size/total.gz", limit: 100_000 },
];

/** How many times better than a peer we are; more is better whatever the unit. */
export function ratio({ unit, results }, peer) {
  return unit === "updates/s" ? results.ours / results[peer] : results[peer] / results.ours;
}

/** Holds targets against cases. */
export function judge(cases) {
  const byName = new Map(cases.map((each) => [each.name, each]));
  return targets.flatMap(({ name, peer, times, limit }) => {
    const found = byName.get(name);
    if (found === undefined) return [];
    if (limit !== undefined) {
      const { ours } = found.results;
      return [{ name, target: `at most ${limit} ${found.unit}`, reached: `${ours}`, met: ours <= limit }];
    }
    if (found.results[peer] === undefined) return [];
    const reached = ratio(found, peer);
    const target =
      times >= 1 ? `${times} × ${peer}` : `within ${Math.round(1 / times)} × ${peer}`;
    return [{ name, target, reached: `${reached.toFixed(2)} ×`, met: reached >= times }];
  });
}
