import assert from "node:assert/strict";
import type { RouteNode, TargetNode } from "../../shared/contracts/route_tree.ts";
import { test } from "../../testing/test.ts";
import { nameOfServer, planRoute } from "./provide_source.ts";
import type { SetupRoute } from "./setup_state.ts";

const TARGET: TargetNode = { type: "target", provider: "openai", model: "gpt-5-mini" };
const MOCK: TargetNode = { type: "target", provider: "mock", model: "demo" };
const PROVIDERS = [
  { id: "m", name: "mock", kind: "MOCK", baseUrl: null, apiKeySet: false, apiKeyHint: null },
  { id: "o", name: "openai", kind: "OPENAI", baseUrl: null, apiKeySet: true, apiKeyHint: "1234" },
] as const;

test("planRoute() turns only what leads to the mock, and builds beside everything else", () => {
  const mocks = route("default", { type: "fallback", children: [MOCK, MOCK] });
  const built = route("default", { type: "fallback", children: [TARGET, MOCK] });
  for (
    const [routes, expected] of [
      [[], { kind: "create", name: "default" }],
      [[route("other", MOCK)], { kind: "create", name: "default" }],
      [[mocks], { kind: "redirect", route: mocks }],
      [[built], { kind: "create", name: "openai" }],
      [[built, route("openai", MOCK)], { kind: "create", name: "openai-2" }],
      [[built, route("smart", TARGET)], { kind: "there", name: "smart" }],
    ] as const
  ) assert.deepEqual(planRoute({ routes, providers: PROVIDERS }, TARGET), expected);
});

test("nameOfServer() names a server as providers may be named", () => {
  for (
    const [baseUrl, name] of [
      ["http://localhost:11434/v1", "localhost-11434"],
      ["https://api.groq.com/openai/v1", "api.groq.com"],
      ["http://[::1]:8000/v1", "1-8000"],
      [`https://${"a".repeat(60)}.example.com`, `${"a".repeat(60)}.exa`],
    ] as const
  ) assert.equal(nameOfServer(baseUrl), name);
});

function route(name: string, tree: RouteNode): SetupRoute {
  return { id: name, name, version: 1, tree };
}
