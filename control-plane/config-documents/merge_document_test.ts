import assert from "node:assert/strict";
import fc from "fast-check";
import { exportDocument } from "../../shared/configuration/export_document.ts";
import { diffConfig } from "../../shared/configuration/diff_config.ts";
import { configContents, sampleContent, sampleId, target } from "../../shared/configuration/testing/content_samples.ts";
import { type ConfigContent, configContent } from "../../shared/contracts/config_revision.ts";
import { test } from "../../testing/test.ts";
import { type DocumentFormat, readDocument, writeDocument } from "./document_text.ts";
import { mergeDocument } from "./merge_document.ts";

const NOTHING = { projects: [], routes: [], policies: [], providers: [], priceOverrides: [] };

function merge(text: string, present: ConfigContent, prune = false) {
  let next = 1_000;
  const base = { present, hiddenPolicies: new Map(), apiKeys: new Map(), newId: () => sampleId(next++) };
  return mergeDocument(readDocument(text), base, { prune });
}

function written(content: ConfigContent, format: DocumentFormat = "yaml"): string {
  return writeDocument(exportDocument(content, { apiKeyName: () => null, warnAtPercent: new Map() }), format);
}

/** As a tenant's draft can be: names are unique, and what others belong to is there. */
function consistent(content: ConfigContent): ConfigContent {
  const named = <T extends { id: string; name: string }>(list: T[]) =>
    list.map((object) => ({ ...object, name: `${object.name}-${object.id.slice(-2)}` }));
  const projects = new Set(content.projects.map(({ id }) => id));
  return configContent.parse({
    ...content,
    projects: named(content.projects),
    // A server of one's own has an address, and what is asked of it is asked of no other kind.
    providers: named(content.providers).map(({ settings, ...rest }) =>
      rest.kind === "openai" ? rest : { ...rest, settings, baseUrl: "https://one.example.com/v1" }
    ),
    routes: named(content.routes).filter(({ projectId }) => projects.has(projectId)),
    policies: named(content.policies).filter(({ scope }) => !("projectId" in scope) || projects.has(scope.projectId!)),
  });
}

test("a document is the same again after a trip into an empty tenant, and changes nothing where it came from", () => {
  fc.assert(
    fc.property(configContents.map(consistent), fc.constantFrom<DocumentFormat>("yaml", "json"), (content, format) => {
      const text = written(content, format);
      const into = merge(text, { ...content, ...NOTHING, timeZone: "UTC" });
      assert.deepEqual(into.issues, []);
      assert.equal(written(into.content, format), text);
      assert.deepEqual(diffConfig(content, merge(text, content, true).content), []);
    }),
    { numRuns: 100 },
  );
});

test("mergeDocument() takes over what is named, and leaves or prunes the rest of a section", () => {
  const present = sampleContent({
    routes: [
      { id: sampleId(3), projectId: sampleId(2), name: "smart", tree: target("openai") },
      { id: sampleId(8), projectId: sampleId(2), name: "other", tree: target("openai") },
    ],
  });
  const cases: [string, string, boolean, string[]][] = [
    ["nothing", "perpetuo: 1", true, []],
    ["an empty section", "perpetuo: 1\npolicies: {}", false, []],
    ["an empty section, pruning", "perpetuo: 1\npolicies: {}", true, ["Policy 'Budget' removed."]],
    ["a project alone", "perpetuo: 1\nprojects: {Chat: {}}", true, []],
    [
      "a project's routes",
      "perpetuo: 1\nprojects: {Chat: {routes: {smart: {tree: {type: target, provider: openai, model: n}}}}}",
      false,
      ["Route 'smart' of project 'Chat': target at /tree changed from openai/m to openai/n."],
    ],
    ["a project's routes, pruning", "perpetuo: 1\nprojects: {Chat: {routes: {}}}", true, [
      "Route 'smart' of project 'Chat' removed.",
      "Route 'other' of project 'Chat' removed.",
    ]],
    ["another project, pruning", "perpetuo: 1\nprojects: {Search: {}}", true, [
      "Project 'Chat' removed.",
      "Project 'Search' added.",
      "Route 'smart' of project 'Chat' removed.",
      "Route 'other' of project 'Chat' removed.",
    ]],
    ["a setting that is left out", "perpetuo: 1\nproviders: {openai: {kind: openai}}", false, []],
    ["prices, pruning", "perpetuo: 1\nprices: [{model: m, inputPerMillionUsd: 1}]", true, [
      "Price 'openai/m' removed.",
      "Price 'm' added.",
    ]],
  ];
  for (const [name, text, prune, expected] of cases) {
    const { content, issues } = merge(text, present, prune);
    assert.deepEqual(issues, [], name);
    assert.deepEqual(diffConfig(present, content).map(({ sentence }) => sentence), expected, name);
  }
});

test("mergeDocument() names every project and key that a policy is for and that there is not", () => {
  const policy = (scope: string) =>
    `{scope: ${scope}, limits: [{type: concurrent_requests, max: 1}], action: block, onLimiterLoss: open}`;
  const { issues } = merge(
    `perpetuo: 1
policies:
  a: ${policy("{type: project, project: Nobody}")}
  b: ${policy("{type: api_key, apiKey: abcdefghijkl}")}
  c: ${policy("{type: model, model: m, project: Chat}")}`,
    sampleContent(),
  );
  assert.deepEqual(issues.map(({ path, message }) => `${path.join(".")}: ${message}`), [
    "policies.a.scope.project: there is no project named 'Nobody'",
    "policies.b.scope.apiKey: there is no API key in use with the public id 'abcdefghijkl'",
  ]);
});

test("readDocument() tells every problem with its path", () => {
  const cases: [string, string[]][] = [
    ["", [""]],
    ["perpetuo: 2", ["perpetuo"]],
    ["perpetuo: 1\nproviders: {openai: {kind: openai, key: x}}", ["providers.openai.key"]],
    ["perpetuo: 1\nproviders: {'a b': {kind: openai}}", ["providers.a b"]],
    ["perpetuo: 1\nprojects: {P: {routes: {r: {tree: {type: target, provider: x}}}}}", [
      "projects.P.routes.r.tree.model",
    ]],
    ["perpetuo: 1\nprojects: {P: {extra: 1}}\npolicies: {p: {action: block}}", [
      "projects.P.extra",
      "policies.p.limits",
      "policies.p.onLimiterLoss",
      "policies.p.scope",
    ]],
    ["perpetuo: 1\nproviders: {x: {kind: openai, apiKeyFrom: {env: 'a-b'}}}", ["providers.x.apiKeyFrom.env"]],
    ["perpetuo: 1\nperpetuo: 1", [""]],
    ["perpetuo: [1", [""]],
    [`perpetuo: 1\nprojects: ${"[".repeat(200)}${"]".repeat(200)}`, [""]],
    [`a: &a [x, x]\nb: &b [*a, *a]\nc: &c [${"*b, ".repeat(200)}]`, [""]],
  ];
  for (const [text, expected] of cases) {
    assert.throws(() => readDocument(text), (error: { issues?: { path: string[] }[] }) => {
      const paths = error.issues?.map(({ path }) => path.join("."));
      assert.deepEqual(paths?.toSorted(), expected.toSorted(), `${text}: ${JSON.stringify(error.issues)}`);
      return true;
    });
  }
});
