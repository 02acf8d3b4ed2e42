import assert from "node:assert/strict";
import type { RouteNode } from "../../shared/contracts/route_tree.ts";
import { test } from "../../testing/test.ts";
import { compileDraft } from "./compile.ts";
import type { Draft } from "./draft.ts";

const id = (n: number) => `0193a1b2-0000-7000-8000-${String(n).padStart(12, "0")}`;
const origin = { tenantId: id(1), priceBookDigest: "book" };
const target = (provider: string): RouteNode => ({ type: "target", provider, model: "m" });
const provider = (n: number, name: string) => ({ id: id(n), name, kind: "mock", baseUrl: null, credentials: [] });

function draft(tree: unknown, change: Partial<Draft> = {}): Draft {
  return {
    timeZone: "UTC",
    projects: [{ id: id(2), name: "Chat", allowDirectModels: true }],
    routes: [{ id: id(3), projectId: id(2), name: "smart", tree }],
    policies: [],
    providers: [provider(5, "backup"), provider(4, "mock")],
    priceOverrides: [],
    ...change,
  };
}

function issuesOf(tree: unknown, change?: Partial<Draft>) {
  const compiled = compileDraft(draft(tree, change), origin);
  assert.ok(compiled.state === "invalid");
  return compiled.issues;
}

test("compileDraft() sorts lists by id and hashes, whatever order the draft has", () => {
  const one = compileDraft(draft(target("mock")), origin);
  const other = compileDraft(
    draft(target("mock"), { providers: [provider(4, "mock"), provider(5, "backup")] }),
    origin,
  );
  assert.ok(one.state === "compiled" && other.state === "compiled");
  assert.deepEqual(one.content.providers.map(({ name }) => name), ["mock", "backup"]);
  assert.match(one.hash, /^[0-9a-f]{64}$/);
  assert.equal(one.hash, other.hash);
});

test("compileDraft() gives another hash to another draft or price book", () => {
  const hashes = [
    compileDraft(draft(target("mock")), origin),
    compileDraft(draft(target("backup")), origin),
    compileDraft(draft(target("mock")), { ...origin, priceBookDigest: "other" }),
  ].map((compiled) => compiled.state === "compiled" && compiled.hash);
  assert.equal(new Set(hashes).size, 3);
});

test("compileDraft() sorts prices by provider and model, and none leave the hash as it was", () => {
  const price = (provider: string | null, model: string) => ({
    provider,
    model,
    inputPerMillionUsd: 0.0375,
    outputPerMillionUsd: null,
    cacheReadPerMillionUsd: null,
    cacheWritePerMillionUsd: null,
    tierMultipliers: {},
  });
  const sorted = [price(null, "a"), price(null, "b"), price("backup", "a"), price("mock", "a")];
  const compile = (priceOverrides: Draft["priceOverrides"]) => {
    const compiled = compileDraft(draft(target("mock"), { priceOverrides }), origin);
    assert.ok(compiled.state === "compiled");
    return compiled;
  };
  assert.deepEqual(compile(sorted).content.priceOverrides, sorted);
  assert.equal(compile(sorted.toReversed()).hash, compile(sorted).hash);
  assert.notEqual(compile(sorted.slice(1)).hash, compile(sorted).hash);
  assert.equal(compile([]).hash, "6c6e1bdf26cfe40fe160d10cc739a9760f604179cf2497fc0f2d3e96f9523f7d");
  const wrong = issuesOf(target("mock"), { priceOverrides: [{ ...price(null, "a"), inputPerMillionUsd: -1 }] });
  assert.deepEqual(wrong[0]!.path, ["priceOverrides", "a", "inputPerMillionUsd"]);
});

test("compileDraft() takes policies in the order of their ids, and names what is wrong with one", () => {
  const policy = (n: number, limits: object[]) => ({
    id: id(n),
    name: `Policy ${n}`,
    scope: { type: "tenant" },
    limits,
    assumedOutputTokens: 1_024,
    action: "block",
    onLimiterLoss: "open",
  });
  const compile = (...policies: Draft["policies"]) => compileDraft(draft(target("mock"), { policies }), origin);
  const limit = { type: "concurrent_requests", max: 1 };
  const [one, other] = [
    compile(policy(8, [limit]), policy(7, [limit])),
    compile(policy(7, [limit]), policy(8, [limit])),
  ];
  assert.ok(one.state === "compiled" && other.state === "compiled");
  assert.deepEqual(one.content.policies, [policy(7, [limit]), policy(8, [limit])]);
  assert.equal(one.hash, other.hash);
  const twice = compile(policy(7, [limit, limit]));
  assert.ok(twice.state === "invalid");
  assert.deepEqual(twice.issues.map(({ path }) => path), [["policies", "Policy 7", "limits", "1"]]);
});

test("compileDraft() leaves out what says nothing, so that older drafts hash as before", () => {
  const routes = (change: object) => [{ id: id(3), projectId: id(2), name: "smart", tree: target("mock"), ...change }];
  const providers = (change: object) => [{ ...provider(4, "mock"), ...change }];
  const hashOf = (route: object, ofProvider: object) => {
    const compiled = compileDraft(
      draft(target("mock"), { routes: routes(route), providers: providers(ofProvider) }),
      origin,
    );
    assert.ok(compiled.state === "compiled");
    return compiled.hash;
  };
  const before = hashOf({}, {});
  assert.equal(hashOf({ aliases: [], cache: null }, { settings: null }), before);
  assert.equal(hashOf({ aliases: [], cache: null }, { settings: {} }), before);
  const changed = [
    hashOf({ aliases: ["a"], cache: null }, {}),
    hashOf({ cache: { ttlSeconds: 5 } }, {}),
    hashOf({}, { settings: { preset: "mistral" } }),
  ];
  assert.equal(new Set([before, ...changed]).size, 4);
  assert.equal(hashOf({ aliases: ["a", "b"] }, {}), hashOf({ aliases: ["b", "a"] }, {}));
});

test("compileDraft() refuses names and aliases that lead to two routes of a project", () => {
  const route = (n: number, name: string, aliases: string[], projectId = id(2)) => (
    { id: id(n), projectId, name, aliases, tree: target("mock") }
  );
  const cases: [Draft["routes"], string[]][] = [
    [[route(3, "one", ["x", "claude-*"]), route(6, "two", ["claude-3", "y"])], []],
    [[route(3, "one", ["x"]), route(6, "two", ["x"], id(9))], []],
    [[route(3, "one", ["x"]), route(6, "two", ["y", "x"])], ["routes.two: 'x' leads to the route 'one' too"]],
    [[route(3, "one", []), route(6, "two", ["one"])], ["routes.two: 'one' leads to the route 'one' too"]],
    [[route(3, "one", ["two"]), route(6, "two", [])], ["routes.two: 'two' leads to the route 'one' too"]],
    [[route(3, "one", ["one"])], ["routes.one.aliases.0: is the route's own name"]],
    [[route(3, "one", ["x", "x"])], ["routes.one.aliases.1: 'x' is in the list already"]],
  ];
  for (const [routes, expected] of cases) {
    const compiled = compileDraft(draft(target("mock"), { routes }), origin);
    const issues = compiled.state === "invalid" ? compiled.issues : [];
    assert.deepEqual(issues.map(({ path, message }) => `${path.join(".")}: ${message}`), expected);
  }
});

test("compileDraft() names every target whose provider does not exist", () => {
  const tree: RouteNode = {
    type: "fallback",
    children: [
      target("mock"),
      { type: "split", children: [{ weight: 1, node: target("gone") }] },
      {
        type: "when",
        condition: { type: "field", field: "stream", operator: "exists" } as never,
        then: target("mock"),
        else: target("lost"),
      },
    ],
  };
  const [first, second, ...others] = issuesOf(tree);
  assert.deepEqual(first?.path, [
    "routes",
    "smart",
    "tree",
    "children",
    "1",
    "children",
    "0",
    "node",
    "provider",
  ]);
  assert.match(first!.message, /no provider 'gone' \(route 'smart' of project 'Chat'\)/);
  assert.deepEqual(second?.path, ["routes", "smart", "tree", "children", "2", "else", "provider"]);
  assert.deepEqual(others, []);
});

test("compileDraft() tells by names what does not fit the contract", () => {
  const [issue] = issuesOf({ type: "target", provider: "mock" });
  assert.deepEqual(issue?.path.slice(0, 3), ["routes", "smart", "tree"]);
  const [ofProvider] = issuesOf(target("mock"), { providers: [{ ...provider(4, "mock"), kind: "unheard_of" }] });
  assert.deepEqual(ofProvider?.path, ["providers", "mock", "kind"]);
  const [ofTenant] = issuesOf(target("mock"), { timeZone: "" });
  assert.deepEqual(ofTenant?.path, ["timeZone"]);
});
