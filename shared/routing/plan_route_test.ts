import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "../../testing/test.ts";
import { DEFAULT_FALLBACK_CLASSES, errorClass } from "../contracts/error_class.ts";
import { type RouteNode, routeTree, type TargetNode } from "../contracts/route_tree.ts";
import { EXPLORED_SHARE, planDirect, planRoute, type RouteChoices, type RoutePlan } from "./plan_route.ts";
import type { RouteInputs } from "./route_inputs.ts";
import type { RouteVisit } from "./route_observer.ts";

function target(model: string): TargetNode {
  return { type: "target", provider: "p", model };
}

function inputs(changes: Partial<RouteInputs> = {}): RouteInputs {
  return {
    model: "chat",
    stream: false,
    estimatedTokens: 10,
    apiKeyId: "key",
    endUser: null,
    metadata: {},
    header: () => null,
    ...changes,
  };
}

const choices: RouteChoices = { random: () => 0, salt: "route" };

/** Every candidate's model when each fails in `classes`, the last class again and again. */
function models(plan: RoutePlan, ...classes: (typeof errorClass.options)[number][]): string[] {
  const tried = [plan.first.target.model];
  for (let index = 0;; index++) {
    const candidate = plan.next(classes[Math.min(index, classes.length - 1)] ?? "timeout");
    if (candidate === null) return tried;
    tried.push(candidate.target.model);
  }
}

test("planRoute() tries the children of a fallback in order, and no further after a class it does not take", () => {
  const tree: RouteNode = { type: "fallback", children: [target("a"), target("b"), target("c")] };
  assert.deepEqual(models(planRoute(tree, inputs(), choices)), ["a", "b", "c"]);
  assert.deepEqual(models(planRoute(tree, inputs(), choices), "timeout", "invalid_request"), ["a", "b"]);
  const picky: RouteNode = { ...tree, on: ["invalid_request"] };
  assert.deepEqual(models(planRoute(picky, inputs(), choices), "invalid_request"), ["a", "b", "c"]);
  assert.deepEqual(models(planRoute(picky, inputs(), choices), "timeout"), ["a"]);
});

test("planRoute() hands a failure that a nested fallback does not take to the one around it", () => {
  const tree: RouteNode = {
    type: "fallback",
    on: ["timeout"],
    children: [{ type: "fallback", on: ["rate_limited"], children: [target("a"), target("b")] }, target("c")],
  };
  assert.deepEqual(models(planRoute(tree, inputs(), choices), "rate_limited", "timeout"), ["a", "b", "c"]);
  assert.deepEqual(models(planRoute(tree, inputs(), choices), "timeout"), ["a", "c"]);
  assert.deepEqual(models(planRoute(tree, inputs(), choices), "rate_limited"), ["a", "b"]);
});

test("planRoute() goes on from a candidate that may not be called, whatever its fallback takes", () => {
  const inner: RouteNode = { type: "fallback", on: ["timeout"], children: [target("a"), target("b")] };
  const plan = planRoute({ type: "fallback", on: ["malformed"], children: [inner, target("c")] }, inputs(), choices);
  assert.deepEqual([plan.next(null)?.target.model, plan.next(null)?.target.model, plan.next(null)], ["b", "c", null]);
});

test("planRoute() tells which targets may still come, and none that was decided against", () => {
  const split: RouteNode = {
    type: "split",
    children: [{ weight: 1, node: target("d") }, { weight: 1, node: target("e") }],
  };
  const tree: RouteNode = {
    type: "when",
    condition: { type: "field", field: "stream", operator: "equals", value: true },
    then: target("x"),
    else: { type: "fallback", children: [{ type: "fallback", children: [target("a"), target("b")] }, split] },
  };
  const plan = planRoute(tree, inputs(), choices);
  const reachable = () => plan.reachable().map(({ model }) => model);
  assert.deepEqual(reachable(), ["a", "b", "d", "e"]);
  plan.next("timeout");
  assert.deepEqual(reachable(), ["b", "d", "e"]);
  plan.next("timeout");
  assert.deepEqual(reachable(), ["d"]);
  assert.deepEqual(planDirect(target("a")).reachable(), [target("a")]);
});

test("planRoute() says how it came to a candidate", () => {
  const tree: RouteNode = {
    type: "when",
    condition: { type: "field", field: "stream", operator: "equals", value: true },
    then: target("never"),
    else: {
      type: "fallback",
      children: [
        { type: "split", children: [{ weight: 0, node: target("a") }, { weight: 1, node: target("b") }] },
        target("c"),
      ],
    },
  };
  const plan = planRoute(tree, inputs(), choices);
  assert.deepEqual(plan.first.path, [
    { path: "", type: "when", chose: 1 },
    { path: "/else", type: "fallback", chose: 0 },
    { path: "/else/children/0", type: "split", chose: 1 },
    { path: "/else/children/0/children/1/node", type: "target" },
  ]);
  assert.deepEqual(plan.next("timeout")?.path, [
    { path: "", type: "when", chose: 1 },
    { path: "/else", type: "fallback", chose: 1 },
    { path: "/else/children/1", type: "target" },
  ]);
  assert.deepEqual(plan.seen, { stream: false });
});

test("planRoute() looks at and draws for only what it reaches", () => {
  let draws = 0;
  const split: RouteNode = { type: "split", children: [{ weight: 1, node: target("b") }] };
  const tree: RouteNode = { type: "fallback", children: [target("a"), split] };
  const plan = planRoute(tree, inputs(), { ...choices, random: () => (draws++, 0.5) });
  assert.equal(draws, 0);
  assert.equal(plan.next("timeout")?.target.model, "b");
  assert.equal(draws, 1);
});

test("planRoute() gives each child of a split its share", () => {
  const weight = fc.integer({ min: 0, max: 100 });
  fc.assert(
    fc.property(fc.array(weight, { minLength: 1, maxLength: 6 }).filter((w) => w.some((x) => x > 0)), (weights) => {
      const tree: RouteNode = {
        type: "split",
        children: weights.map((weight, index) => ({ weight, node: target(String(index)) })),
      };
      const total = weights.reduce((sum, weight) => sum + weight);
      const drawn = weights.map(() => 0);
      for (let step = 0; step < total; step++) {
        const random = () => (step + 0.5) / total;
        drawn[Number(planRoute(tree, inputs(), { ...choices, random }).first.target.model)]!++;
      }
      assert.deepEqual(drawn, weights);
    }),
  );
});

test("planRoute() never takes a child with the weight 0, whatever is drawn", () => {
  const tree: RouteNode = {
    type: "split",
    children: [0, 0.1, 0.2, 0].map((weight, index) => ({ weight, node: target(String(index)) })),
  };
  fc.assert(fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (point) => {
    const chosen = planRoute(tree, inputs(), { ...choices, random: () => point }).first.target.model;
    assert.ok(chosen === "1" || chosen === "2");
  }));
});

test("planRoute() keeps together what agrees in the sticky value, and spreads what does not", () => {
  const tree: RouteNode = {
    type: "split",
    stickyBy: "metadata.session",
    children: [{ weight: 3, node: target("a") }, { weight: 1, node: target("b") }],
  };
  const chosen = (session: string, salt = "route") => {
    const noDraw = () => assert.fail("nothing is left to chance");
    return planRoute(tree, inputs({ metadata: { session } }), { random: noDraw, salt }).first.target.model;
  };
  fc.assert(fc.property(fc.string(), (session) => assert.equal(chosen(session), chosen(session))));
  const sessions = Array.from({ length: 4_000 }, (_, index) => `session-${index}`);
  const share = sessions.filter((session) => chosen(session) === "b").length / sessions.length;
  assert.ok(Math.abs(share - 0.25) < 0.03, `${share}`);
  const moved = sessions.filter((session) => chosen(session) !== chosen(session, "other")).length / sessions.length;
  assert.ok(Math.abs(moved - 0.375) < 0.04, `routes choose independently: ${moved}`);
});

test("planRoute() draws for a request without the sticky value, and says that it looked", () => {
  const tree: RouteNode = { type: "split", stickyBy: "end_user", children: [{ weight: 1, node: target("a") }] };
  let draws = 0;
  const plan = planRoute(tree, inputs(), { ...choices, random: () => (draws++, 0) });
  assert.equal(draws, 1);
  assert.deepEqual(plan.seen, { end_user: null });
});

test("planRoute() orders fastest and cheapest by score, those without one last, else as given", () => {
  const scores: Record<string, number> = { a: 30, b: 10, d: 20 };
  const children = ["c", "a", "b", "d", "e"].map(target);
  const score = (one: TargetNode) => scores[one.model] ?? null;
  const unexplored = { ...choices, random: () => EXPLORED_SHARE };
  const fastest = planRoute({ type: "fastest", children }, inputs(), { ...unexplored, latencyMs: score });
  assert.deepEqual(models(fastest), ["b", "d", "a", "c", "e"]);
  const cheapest = planRoute({ type: "cheapest", children }, inputs(), { ...choices, price: score });
  assert.deepEqual(models(cheapest), ["b", "d", "a", "c", "e"]);
  const unknown = planRoute({ type: "cheapest", children }, inputs(), { ...choices, latencyMs: score });
  assert.deepEqual(models(unknown), ["c", "a", "b", "d", "e"]);
});

test("planRoute() tries a child without a latency first in one of twenty requests, each as often as another", () => {
  const children = ["a", "b", "c", "d"].map(target);
  const latencyMs = (one: TargetNode) => one.model === "a" || one.model === "b" ? 10 : null;
  const first = (point: number, available?: RouteChoices["available"]) => {
    const explored = { ...choices, random: () => point, latencyMs, ...(available && { available }) };
    return models(planRoute({ type: "fastest", children }, inputs(), explored));
  };
  const points = Array.from({ length: 1_000 }, (_, step) => (step + 0.5) / 1_000);
  const counts = new Map<string, number>();
  for (const point of points) counts.set(first(point)[0]!, (counts.get(first(point)[0]!) ?? 0) + 1);
  assert.deepEqual(Object.fromEntries(counts), { c: 25, d: 25, a: 950 });
  assert.deepEqual(first(0), ["c", "a", "b", "d"]);
  assert.deepEqual(first(0, (one) => one.model !== "c"), ["d", "a", "b", "c"], "what is open is not explored");
  const cheapest = { ...choices, random: () => assert.fail("prices are known or not"), price: latencyMs };
  assert.deepEqual(models(planRoute({ type: "cheapest", children }, inputs(), cheapest)), ["a", "b", "c", "d"]);
});

test("planRoute() gives the share of a child that cannot be called to the others, by weight", () => {
  const tree: RouteNode = {
    type: "split",
    children: [[5, "a"], [3, "b"], [1, "c"]].map(([weight, model]) => ({
      weight: weight as number,
      node: target(model as string),
    })),
  };
  const share = (open: string[]) => {
    const drawn: Record<string, number> = {};
    for (let step = 0; step < 9; step++) {
      for (let again = 0; again < 4; again++) {
        const points = [(step + 0.5) / 9, (again + 0.5) / 4];
        const available = ({ model }: TargetNode) => !open.includes(model);
        const plan = planRoute(tree, inputs(), { ...choices, random: () => points.shift()!, available });
        drawn[plan.first.target.model] = (drawn[plan.first.target.model] ?? 0) + 1;
      }
    }
    return drawn;
  };
  assert.deepEqual(share([]), { a: 20, b: 12, c: 4 });
  assert.deepEqual(share(["a"]), { b: 27, c: 9 });
  assert.deepEqual(share(["a", "b"]), { c: 36 });
  assert.deepEqual(share(["a", "b", "c"]), { a: 20, b: 12, c: 4 }, "with all of them open there is nothing to gain");
});

test("planRoute() moves what is sticky together while its child cannot be called, and nothing else", () => {
  const tree: RouteNode = {
    type: "split",
    stickyBy: "end_user",
    children: ["a", "b", "c"].map((model) => ({ weight: 1, node: target(model) })),
  };
  const chosen = (endUser: string, open: string | null) => {
    const available = ({ model }: TargetNode) => model !== open;
    return planRoute(tree, inputs({ endUser }), { ...choices, available }).first.target.model;
  };
  const users = Array.from({ length: 600 }, (_, index) => `user-${index}`);
  const moved = { b: 0, c: 0 };
  for (const user of users) {
    const usual = chosen(user, null);
    const now = chosen(user, "a");
    assert.equal(now, chosen(user, "a"));
    if (usual !== "a") assert.equal(now, usual);
    else moved[now as "b" | "c"]++;
  }
  assert.ok(moved.b > 60 && moved.c > 60, JSON.stringify(moved));
});

test("planRoute() leaves a split's child alone when everything below it cannot be called, not when some can", () => {
  const both: RouteNode = { type: "fallback", children: [target("a"), target("b")] };
  const tree: RouteNode = { type: "split", children: [{ weight: 1, node: both }, { weight: 0, node: target("c") }] };
  const first = (open: string[]) =>
    planRoute(tree, inputs(), { ...choices, available: ({ model }) => !open.includes(model) }).first.target.model;
  assert.equal(first(["a"]), "a", "who calls passes over it, and has it on record");
  assert.equal(first(["a", "b"]), "a", "a weight of 0 gets nothing, whatever happens");
});

test("planRoute() keeps the targets of a node that did not take a failure for the next failure", () => {
  const tree: RouteNode = { type: "fallback", on: ["timeout"], children: [target("a"), target("b")] };
  const plan = planRoute(tree, inputs(), choices);
  assert.equal(plan.next("connection"), null);
  assert.equal(plan.next("timeout")?.target.model, "b");
  assert.equal(plan.next("timeout"), null);
});

test("planRoute() never shows a secret header, and cuts long values short", () => {
  const tree: RouteNode = {
    type: "when",
    condition: {
      type: "any",
      conditions: [
        { type: "field", field: "header.authorization", operator: "exists" },
        { type: "field", field: "header.x-team", operator: "equals", value: "other" },
      ],
    },
    then: target("a"),
    else: target("b"),
  };
  const plan = planRoute(tree, inputs({ header: () => "x".repeat(300) }), choices);
  assert.equal(plan.first.target.model, "b");
  assert.deepEqual(plan.seen, { "header.authorization": null, "header.x-team": "x".repeat(256) });
});

test("planRoute() offers each target of any tree of fallbacks once, in order, when every failure is taken", () => {
  const leaf: fc.Arbitrary<RouteNode> = fc.constant(null).map(() => target("?"));
  const { tree } = fc.letrec<{ tree: RouteNode }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaf,
      fc.array(tie("tree"), { minLength: 1, maxLength: 4 }).map((children): RouteNode => ({
        type: "fallback",
        children,
      })),
    ),
  }));
  fc.assert(fc.property(tree, fc.constantFrom(...DEFAULT_FALLBACK_CLASSES), (generated, failure) => {
    let count = 0;
    const number = (node: RouteNode): RouteNode =>
      node.type === "fallback" ? { ...node, children: node.children.map(number) } : target(String(count++));
    const numbered = number(generated);
    const expected = Array.from({ length: count }, (_, index) => String(index));
    assert.deepEqual(models(planRoute(numbered, inputs(), choices), failure), expected);
    assert.deepEqual(models(planRoute(numbered, inputs(), choices), "invalid_request"), ["0"]);
  }));
});

test("planRoute() takes every tree that the contract takes", () => {
  const tree = routeTree.parse({
    type: "split",
    stickyBy: "header.x-team",
    children: [{
      weight: 1,
      node: { type: "cheapest", children: [target("a"), { type: "fastest", children: [target("b")] }] },
    }],
  });
  assert.deepEqual(models(planRoute(tree, inputs(), choices)), ["a", "b"]);
});

test("planDirect() has one candidate and nothing after it", () => {
  const plan = planDirect(target("a"));
  assert.deepEqual(plan.first, { target: target("a"), path: [{ path: "", type: "direct" }] });
  for (const failure of errorClass.options) assert.equal(plan.next(failure), null);
});

test("planRoute() tells an observer of every node that it comes by, and decides the same without one", () => {
  const tree: RouteNode = {
    type: "when",
    condition: { type: "field", field: "stream", operator: "equals", value: true },
    then: target("streamed"),
    else: {
      type: "fallback",
      children: [
        { type: "split", children: [{ weight: 1, node: target("a") }, { weight: 1, node: target("b") }] },
        { type: "cheapest", children: [target("dear"), target("cheap")] },
      ],
    },
  };
  const price = (one: TargetNode) => one.model === "cheap" ? 1 : 2;
  const visits: RouteVisit[] = [];
  const observed = {
    ...choices,
    random: () => 0.9,
    price,
    observer: { visited: (visit: RouteVisit) => void visits.push(visit) },
  };
  const tried = models(planRoute(tree, inputs(), observed));
  assert.deepEqual(tried, models(planRoute(tree, inputs(), { ...choices, random: () => 0.9, price })));
  assert.deepEqual(tried, ["b", "cheap", "dear"]);
  assert.deepEqual(visits.map(({ type, pointer }) => `${type} ${pointer}`), [
    "when ",
    "fallback /else",
    "split /else/children/0",
    "target /else/children/0/children/1/node",
    "cheapest /else/children/1",
    "target /else/children/1/children/1",
    "target /else/children/1/children/0",
  ]);
  const ordered = visits.flatMap((visit) => visit.type === "cheapest" ? [[visit.order, visit.scores]] : []);
  assert.deepEqual(ordered, [[[1, 0], [2, 1]]]);
});
