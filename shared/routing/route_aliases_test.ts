import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import type { RevisionRoute } from "../contracts/config_revision.ts";
import { uuidv7 } from "../identifiers/uuid.ts";
import { RouteAliases } from "./route_aliases.ts";

function route(name: string, aliases?: string[]): RevisionRoute {
  const tree = { type: "target", provider: "mock", model: name } as const;
  return { id: uuidv7(1), projectId: uuidv7(1), name, tree, ...(aliases && { aliases }) };
}

test("RouteAliases.find() takes the whole name first, then the longest prefix", () => {
  const aliases = new RouteAliases([
    route("rest", ["*"]),
    route("claude", ["claude-*", "openai/gpt-4o"]),
    route("sonnet", ["claude-sonnet-*", "claude-*"]),
    route("exact", ["claude-sonnet-4-5"]),
    route("plain"),
  ]);
  const table: [model: string, name: string][] = [
    ["claude-sonnet-4-5", "exact"],
    ["claude-sonnet-4-5-20250929", "sonnet"],
    ["claude-sonnet-", "sonnet"],
    ["claude-opus-4", "claude"],
    ["openai/gpt-4o", "claude"],
    ["openai/gpt-4o-mini", "rest"],
    ["", "rest"],
  ];
  for (const [model, name] of table) assert.equal(aliases.find(model)?.name, name, model);
});

test("RouteAliases.find() finds nothing where no alias fits", () => {
  const aliases = new RouteAliases([route("a", ["gpt-4o", "claude-*"]), route("b")]);
  for (const model of ["gpt-4", "gpt-4o-mini", "claude", "a", "b", "", "constructor"]) {
    assert.equal(aliases.find(model), undefined, model);
  }
});
