import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { countingIds, readTree } from "./draft_tree.ts";
import { liveTargets, shareWords, targetHealthOf } from "./live_targets.ts";
import { target } from "./testing/trees.ts";

const tree = readTree({ type: "fallback", children: [target("a"), target("b", "other")] }, countingIds());
const [first, second] = tree.slots[0]!;
const log = (provider: string | null, ...steps: [path: string, type: string][]) => ({
  node: {
    provider,
    modelServed: null,
    outcome: "COMPLETED" as const,
    routePath: steps.map(([path, type]) => ({ path, type })),
  },
});
const HEALTHY = { targets: [], coolingKeys: [] };

test("liveTargets() counts the ways of requests at the nodes that they came by", () => {
  const edges = [
    log("mock", ["", "fallback"], ["/children/0", "target"]),
    log("mock", ["", "fallback"], ["/children/0", "target"]),
    log("other", ["", "fallback"], ["/children/1", "target"]),
    // Of a revision that had something else there.
    log("older", ["", "split"], ["/children/1", "target"]),
    // Addressed by provider and model.
    log("mock"),
  ];
  const live = liveTargets({ requestLogs: { edges }, targetHealth: HEALTHY }, tree);
  assert.equal(live.requests, 4);
  assert.deepEqual([tree, first!, second!].map(({ id }) => shareWords(live, id)), ["75 %", "50 %", "25 %"]);
  assert.equal(shareWords(null, tree.id), null);
  assert.equal(shareWords(liveTargets({ requestLogs: { edges: [] }, targetHealth: HEALTHY }, tree), tree.id), null);
});

test("targetHealthOf() tells of open circuits and keys at rest, and of nothing where nothing is known", () => {
  const at = "2026-01-01T00:00:00Z";
  const trouble = { errorClass: "timeout", failures: 9, attempts: 10, since: at, until: at };
  const live = liveTargets({
    requestLogs: { edges: [] },
    targetHealth: {
      targets: [
        { provider: "mock", model: "a", state: "OPEN", ...trouble },
        { provider: "mock", model: "b", state: "HALF_OPEN", ...trouble },
        { provider: "mock", model: "c", state: "CLOSED", ...trouble },
      ],
      coolingKeys: [{ provider: "other", model: null, errorClass: "rate_limited", until: at }],
    },
  }, tree);
  const tone = (provider: string, model: string) => targetHealthOf(live, { provider, model }).tone;
  assert.deepEqual([tone("mock", "a"), tone("mock", "b"), tone("mock", "c"), tone("other", "any")], [
    "error",
    "warning",
    "success",
    "warning",
  ]);
  assert.equal(targetHealthOf(null, { provider: "mock", model: "a" }).tone, "neutral");
});
