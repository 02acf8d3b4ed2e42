import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { type ConfigContent, configContent } from "../contracts/config_revision.ts";
import fixture from "../contracts/fixtures/config_revision_1.json" with { type: "json" };
import { uuidv7 } from "../identifiers/uuid.ts";
import { indexContent } from "./indexed_content.ts";
import { resolveModel } from "./resolve_model.ts";

const { number: _number, hash: _hash, publishedAt: _publishedAt, ...base } = fixture;
const PROJECT = { id: uuidv7(1), name: "one", allowDirectModels: true };

function content(): ConfigContent {
  const tree = { type: "target", provider: "openai", model: "m" };
  const route = (id: number, name: string, aliases?: string[]) => ({
    id: uuidv7(id),
    projectId: PROJECT.id,
    name,
    tree,
    ...(aliases && { aliases }),
  });
  return configContent.parse({
    ...base,
    projects: [PROJECT],
    routes: [route(2, "chat", ["gpt-4o", "gpt-*"]), route(3, "long", ["gpt-4*"])],
    policies: [],
    providers: [{ id: uuidv7(4), name: "openai", kind: "mock", baseUrl: null, credentials: [] }],
  });
}

test("resolveModel() takes names before aliases, the longest prefix, then provider/model", () => {
  const indexed = indexContent(content());
  const cases: [string, string][] = [
    ["chat", "route chat"],
    ["gpt-4o", "route chat"],
    ["gpt-4.1", "route long"],
    ["gpt-3", "route chat"],
    ["openai/a/b", "direct openai a/b"],
    ["openai/", "refused model_not_found"],
    ["other/m", "refused model_not_found"],
    ["nothing", "refused model_not_found"],
  ];
  for (const [model, expected] of cases) assert.equal(told(resolveModel(indexed, PROJECT, model)), expected, model);
  const closed = { ...PROJECT, allowDirectModels: false };
  assert.equal(told(resolveModel(indexed, closed, "openai/m")), "refused direct_models_not_allowed");
  assert.equal(told(resolveModel(indexed, closed, "other/m")), "refused model_not_found", "it tells of no provider");
});

function told(resolved: ReturnType<typeof resolveModel>): string {
  switch (resolved.state) {
    case "route":
      return `route ${resolved.route.name}`;
    case "direct":
      return `direct ${resolved.target.provider} ${resolved.target.model}`;
    case "refused":
      return `refused ${resolved.code}`;
  }
}
