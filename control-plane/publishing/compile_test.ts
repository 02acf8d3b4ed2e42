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
    providers: [provider(5, "backup"), provider(4, "mock")],
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
