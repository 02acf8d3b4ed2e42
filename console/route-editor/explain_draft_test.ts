import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { explainDraft } from "./explain_draft.ts";
import { readRequest } from "./explained_request.ts";
import { emptyRequest, type TypedRequest } from "./typed_request.ts";
import { EVERY_NODE, target } from "./testing/trees.ts";

function wayOf(tree: unknown, typed: Partial<TypedRequest>) {
  const read = readRequest({ ...emptyRequest("smart"), ...typed });
  assert.equal(read.problem, null);
  return explainDraft(tree, read.inputs!, { salt: "s" });
}

test("explainDraft() follows a request through the tree, to the last target that it may come to", () => {
  const long = wayOf(EVERY_NODE, { estimatedTokens: "2000" })!;
  assert.deepEqual(long.targets.map(({ model }) => model), ["a", "b", "c"]);
  assert.deepEqual(long.steps.map(({ pointer, candidate }) => [pointer, candidate]), [
    ["", 0],
    ["/then", 0],
    ["/then/children/0", 0],
    ["/then/children/1", 1],
    ["/then/children/1/children/0", 1],
    ["/then/children/1/children/1", 2],
  ]);
  assert.deepEqual(long.steps[0]!.condition.map(({ depth, holds }) => [depth, holds]), [
    [0, true],
    [1, true],
    [1, true],
    [2, false],
  ]);
  const short = wayOf(EVERY_NODE, { estimatedTokens: "10", endUser: "ada" })!;
  assert.equal(short.steps[0]!.words, "does not hold: else");
  assert.match(short.steps[1]!.words, /always for end user “ada”/);
});

test("explainDraft() lets chance fall on the greatest weight, and says so", () => {
  const split = (weights: number[]) => ({
    type: "split",
    children: weights.map((weight, index) => ({ weight, node: target(`m${index}`) })),
  });
  const way = wayOf(split([1, 7, 2]), {})!;
  assert.deepEqual(way.targets.map(({ model }) => model), ["m1"]);
  assert.equal(way.steps[0]!.words, "no. 2 by chance (70 % of requests)");
});

test("explainDraft() has no way through a tree that is not one yet", () => {
  assert.equal(wayOf({ type: "fallback", children: [] }, {}), null);
  assert.equal(wayOf(null, {}), null);
});

test("readRequest() takes from the body what is left out, as the gateway does", () => {
  const body = JSON.stringify({
    model: "from-body",
    stream: true,
    user: "ada",
    metadata: { plan: "free" },
    messages: [{ role: "user", content: "Hello there, how are you?" }],
  });
  const { inputs } = readRequest({ ...emptyRequest(""), body });
  assert.ok(inputs);
  assert.deepEqual([inputs.model, inputs.stream, inputs.endUser, inputs.metadata], ["from-body", true, "ada", {
    plan: "free",
  }]);
  assert.ok(inputs.estimatedTokens > 3);
  const typed = {
    ...emptyRequest("typed"),
    body,
    headers: "X-Tier: gold\nX-Empty",
    estimatedTokens: "7",
    metadata: "plan = pro",
  };
  const over = readRequest(typed).inputs!;
  assert.deepEqual([over.model, over.estimatedTokens, over.header("x-tier"), over.header("x-empty")], [
    "typed",
    7,
    "gold",
    "",
  ]);
  assert.deepEqual(over.metadata, { plan: "pro" });
  assert.match(readRequest({ ...typed, body: "[1]" }).problem!, /body/);
  assert.match(readRequest({ ...typed, estimatedTokens: "many" }).problem!, /tokens/);
});
