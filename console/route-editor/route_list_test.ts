import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { draftState } from "./draft_state.ts";
import { nodeSummary, percent, weightShares } from "./node_words.ts";
import { countingIds, readTree } from "./draft_tree.ts";
import { routeChanges } from "./route_changes.ts";
import { copyName, nameOf, targetSummary } from "./route_list.ts";
import { routeIdOf } from "./route_paths.ts";
import { projectParam } from "../session/places.ts";
import { EVERY_NODE, target } from "./testing/trees.ts";

const CONTENT = { name: "smart", aliases: [], cache: null, tree: EVERY_NODE };

test("draftState() holds a route against what is published, whatever the order of its fields", () => {
  const route = { ...CONTENT, archivedAt: null };
  const reordered = JSON.parse(JSON.stringify(EVERY_NODE, ["else", "children", "weight", "node"]));
  assert.equal(draftState(route, null), "new");
  const { type, ...rest } = EVERY_NODE as unknown as Record<string, unknown>;
  assert.equal(draftState(route, { ...CONTENT, tree: { ...rest, type } as never }), "published");
  assert.equal(draftState(route, { ...CONTENT, tree: reordered }), "changed");
  const cached = { ...CONTENT, cache: { ttlSeconds: 60 } };
  assert.equal(
    draftState({ ...cached, cache: { ttlSeconds: 60, answerBytesMax: 1_048_576 }, archivedAt: null }, cached),
    "published",
  );
  const archived = { ...CONTENT, archivedAt: "2026-01-01T00:00:00Z" };
  assert.equal(draftState(archived, null), "archived");
  assert.equal(draftState(archived, CONTENT), "leaving");
});

test("routeChanges() tells names, cache and tree, and nothing of what is the same", () => {
  assert.deepEqual(routeChanges(CONTENT, structuredClone(CONTENT)), []);
  const cached = { ...CONTENT, cache: { ttlSeconds: 60, answerBytesMax: undefined } };
  assert.deepEqual(routeChanges(cached, { ...CONTENT, cache: { ttlSeconds: 60, answerBytesMax: 1_048_576 } }), []);
  const changes = routeChanges(CONTENT, { ...CONTENT, name: "other", aliases: ["a"], tree: target("a") });
  assert.deepEqual(changes.map(({ path }) => path), ["/name", "/aliases", "/tree"]);
});

test("targetSummary() names the first targets once each, and counts the rest", () => {
  assert.deepEqual(targetSummary(EVERY_NODE), { shown: ["mock/a", "mock/b", "other/c"], more: 3 });
  const twice = { type: "fallback" as const, children: [target("a"), target("a")] };
  assert.deepEqual(targetSummary(twice), { shown: ["mock/a"], more: 0 });
});

test("copyName() gives a name that nothing leads to yet", () => {
  const rows = [{ name: "smart", aliases: ["smart-2"] }, { name: "smart-3", aliases: [] }];
  assert.equal(copyName("smart", rows), "smart-4");
  assert.equal(copyName("smart-3", rows), "smart-4");
  assert.equal(copyName("fresh", rows), "fresh-2");
});

test("nameOf(), percent(), weightShares() and nodeSummary() read well", () => {
  assert.equal(nameOf({ name: "smart~0192", archivedAt: "2026-01-01T00:00:00Z" }), "smart");
  assert.deepEqual([0, 0.0004, 0.033, 0.5, 1].map(percent), ["0 %", "<0.1 %", "3.3 %", "50 %", "100 %"]);
  assert.deepEqual(weightShares([3, 1, 0]), ["75 %", "25 %", "0 %"]);
  assert.deepEqual(weightShares([0, NaN]), ["–", "–"]);
  const summary = nodeSummary(readTree(EVERY_NODE, countingIds()));
  assert.equal(summary, "estimated tokens > 1000 and (not (metadata “plan” is one of “free”, 7, true))");
});

test("routeIdOf() reads back what stands in an address", () => {
  for (const id of ["Um91dGU6MQ==", "Um91dGU6MTI=", "Um91+/U6MTIz"]) assert.equal(routeIdOf(projectParam(id)), id);
});
