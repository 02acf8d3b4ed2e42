import assert from "node:assert/strict";
import fc from "fast-check";
import type { ConfigContent } from "../contracts/config_revision.ts";
import { test } from "../../testing/test.ts";
import { diffConfig } from "./diff_config.ts";
import { hashConfigContent } from "./revision_hash.ts";
import { configContents, sampleContent, sampleId, target } from "./testing/content_samples.ts";

type Case = [name: string, to: (content: ConfigContent) => Partial<ConfigContent>, expected: string[]];

/** A list with its first element changed. */
function first<T>(list: T[], change: Partial<T>): T[] {
  return [{ ...list[0]!, ...change }, ...list.slice(1)];
}

const CASES: Case[] = [
  ["nothing", () => ({}), []],
  ["the time zone", () => ({ timeZone: "Europe/Vienna" }), [
    "changed time_zone /timeZone: Tenant: time zone changed from 'UTC' to 'Europe/Vienna'.",
  ]],
  ["the price book", () => ({ priceBookDigest: "other" }), [
    "changed price_book /priceBookDigest: Tenant: price book changed from 'book' to 'other'.",
  ]],
  ["a project's name", ({ projects }) => ({ projects: first(projects, { name: "Talk" }) }), [
    "renamed name /name: Project 'Chat' renamed to 'Talk'.",
  ]],
  ["a new project", ({ projects }) => ({
    projects: [...projects, { id: sampleId(9), name: "Search", allowDirectModels: false }],
  }), ["added object : Project 'Search' added."]],
  [
    "a project's settings",
    ({ projects }) => ({
      projects: first(projects, {
        allowDirectModels: false,
        capture: { enabled: true, bytesMax: 2_048, retentionDays: 1, redact: [] },
      }),
    }),
    [
      "changed allow_direct_models /allowDirectModels: Project 'Chat': addressing models past every route changed " +
      "from allowed to refused.",
      "added capture /capture: Project 'Chat': capture of bodies set to " +
      `{"enabled":true,"bytesMax":2048,"retentionDays":1,"redact":[]}.`,
    ],
  ],
  ["no route any more", () => ({ routes: [] }), ["removed object : Route 'smart' of project 'Chat' removed."]],
  [
    "a route's names and cache",
    ({ routes }) => ({ routes: first(routes, { name: "wise", aliases: ["a", "b"], cache: { ttlSeconds: 60 } }) }),
    [
      "renamed name /name: Route 'smart' of project 'Chat' renamed to 'wise'.",
      "added aliases /aliases: Route 'wise' of project 'Chat': aliases set to a, b.",
      `added cache /cache: Route 'wise' of project 'Chat': cache set to {"ttlSeconds":60}.`,
    ],
  ],
  ["a route's target", ({ routes }) => ({ routes: first(routes, { tree: target("other") }) }), [
    "changed target /tree: Route 'smart' of project 'Chat': target at /tree changed from openai/m to other/m.",
  ]],
  ["a policy's limits", ({ policies }) => ({
    policies: first(policies, {
      limits: [{ type: "spend", period: "month", maxNanoUsd: 30_500_000_000 }, { type: "tokens_per_minute", max: 9 }],
    }),
  }), [
    "removed limit /limits/0: Policy 'Budget': limit of requests per minute taken away (it was 60).",
    "changed limit /limits/0: Policy 'Budget': limit of spend per month changed from $25 to $30.5.",
    "added limit /limits/1: Policy 'Budget': limit of tokens per minute set to 9.",
  ]],
  ["the order of limits", ({ policies }) => ({
    policies: first(policies, { limits: policies[0]!.limits.toReversed() }),
  }), ["moved limit_order /limits: Policy 'Budget': limits put in another order."]],
  ["a policy's other parts", ({ policies }) => ({
    policies: first(policies, {
      scope: { type: "tenant" },
      action: "observe",
      onLimiterLoss: "closed",
      assumedOutputTokens: 7,
    }),
  }), [
    "changed scope /scope: Policy 'Budget': scope changed from the project 'Chat' to the tenant.",
    "changed action /action: Policy 'Budget': action changed from 'block' to 'observe'.",
    "changed on_limiter_loss /onLimiterLoss: Policy 'Budget': behaviour while its counters are unknown changed from " +
    "'open' to 'closed'.",
    "changed assumed_output_tokens /assumedOutputTokens: Policy 'Budget': assumed output tokens changed from 1024 to 7.",
  ]],
  ["a provider's place and settings", ({ providers }) => ({
    providers: first(providers, {
      kind: "azure_openai",
      baseUrl: "https://a.example.com",
      settings: { apiVersion: "2024-10-21" },
    }),
  }), [
    "changed provider_kind /kind: Provider 'openai': kind changed from 'openai' to 'azure_openai'.",
    "added base_url /baseUrl: Provider 'openai': base URL set to 'https://a.example.com'.",
    `added settings /settings: Provider 'openai': settings set to {"apiVersion":"2024-10-21"}.`,
  ]],
  ["a provider's keys", ({ providers }) => ({
    providers: first(providers, {
      credentials: [{ credentialId: sampleId(6), weight: 5 }, { credentialId: sampleId(7), weight: 2 }],
    }),
  }), [
    "changed weight /credentials/0/weight: Provider 'openai': weight of key …00000006 changed from 1 to 5.",
    "added key /credentials/1: Provider 'openai': key …00000007 added with weight 2.",
  ]],
  ["no keys", ({ providers }) => ({ providers: first(providers, { credentials: [] }) }), [
    "removed key /credentials/0: Provider 'openai': key …00000006 removed.",
  ]],
  ["a price", ({ priceOverrides }) => ({
    priceOverrides: first(priceOverrides, {
      inputPerMillionUsd: 0.0375,
      outputPerMillionUsd: null,
      tierMultipliers: { batch: 0.5 },
    }),
  }), [
    "changed rates /inputPerMillionUsd: Price 'openai/m': price of a million input tokens changed from $1.5 to $0.0375.",
    "removed rates /outputPerMillionUsd: Price 'openai/m': price of a million output tokens taken away (it was $3).",
    `changed tier_multipliers /tierMultipliers: Price 'openai/m': multipliers by tier changed from {} to {"batch":0.5}.`,
  ]],
  ["a price for every provider", ({ priceOverrides }) => ({
    priceOverrides: first(priceOverrides, { provider: null }),
  }), ["removed object : Price 'openai/m' removed.", "added object : Price 'm' added."]],
];

test("diffConfig() tells each kind of change by its aspect, its place and a sentence", async (t) => {
  for (const [name, change, expected] of CASES) {
    await t.step(name, () => {
      const from = sampleContent();
      const changes = diffConfig(from, { ...from, ...change(from) });
      const told = changes.map(({ kind, aspect, path, sentence }) => `${kind} ${aspect} ${path}: ${sentence}`);
      assert.deepEqual(told, expected);
    });
  }
});

test("diffConfig() from nothing adds everything, and says what it is about", () => {
  const changes = diffConfig(null, sampleContent());
  assert.deepEqual(new Set(changes.map(({ kind }) => kind)), new Set(["added"]));
  assert.deepEqual(changes.map(({ subject }) => `${subject.type} ${subject.name}`), [
    "tenant ",
    "tenant ",
    "provider openai",
    "project Chat",
    "route smart",
    "policy Budget",
    "price openai/m",
  ]);
  const route = changes.find(({ subject }) => subject.type === "route");
  assert.deepEqual(route!.subject, { type: "route", id: sampleId(3), name: "smart", project: "Chat" });
  assert.deepEqual([route!.before, (route!.after as { name: string }).name], [null, "smart"]);
});

test("diffConfig() finds something exactly when two configurations hash differently", () => {
  fc.assert(
    fc.property(configContents, configContents, (one, other) => {
      assert.deepEqual(diffConfig(one, structuredClone(one)), []);
      const differ = hashConfigContent(one) !== hashConfigContent(other);
      assert.equal(diffConfig(one, other).length > 0, differ);
      // Nearly the same: all but one part.
      for (const part of ["routes", "policies", "providers", "projects", "priceOverrides"] as const) {
        const near = { ...one, [part]: other[part] };
        const differs = hashConfigContent(one) !== hashConfigContent(near);
        assert.equal(diffConfig(one, near).length > 0, differs, part);
      }
    }),
    { numRuns: 300 },
  );
});
