import fc from "fast-check";
import { type ConfigContent, configContent } from "../../contracts/config_revision.ts";
import type { ErrorClass } from "../../contracts/error_class.ts";
import type { RouteNode } from "../../contracts/route_tree.ts";

/** A UUIDv7 that counts up. */
export const sampleId = (n: number) => `0193a1b2-0000-7000-8000-${String(n).padStart(12, "0")}`;

export const target = (provider: string, model = "m"): RouteNode => ({ type: "target", provider, model });

/** A small configuration of every kind of object, changed at will. */
export function sampleContent(change: Partial<ConfigContent> = {}): ConfigContent {
  return configContent.parse({
    schema: 1,
    tenantId: sampleId(1),
    timeZone: "UTC",
    projects: [{ id: sampleId(2), name: "Chat", allowDirectModels: true }],
    routes: [{ id: sampleId(3), projectId: sampleId(2), name: "smart", tree: target("openai") }],
    policies: [{
      id: sampleId(4),
      name: "Budget",
      scope: { type: "project", projectId: sampleId(2) },
      limits: [
        { type: "requests_per_minute", max: 60 },
        { type: "spend", period: "month", maxNanoUsd: 25_000_000_000 },
      ],
      action: "block",
      onLimiterLoss: "open",
    }],
    providers: [{
      id: sampleId(5),
      name: "openai",
      kind: "openai",
      baseUrl: null,
      credentials: [{ credentialId: sampleId(6), weight: 1 }],
    }],
    priceOverrides: [{
      provider: "openai",
      model: "m",
      inputPerMillionUsd: 1.5,
      outputPerMillionUsd: 3,
      cacheReadPerMillionUsd: null,
      cacheWritePerMillionUsd: null,
    }],
    priceBookDigest: "book",
    ...change,
  });
}

const word = fc.constantFrom("a", "b", "c");

/** Trees of few different parts, so that two of them often have parts in common. */
export const routeTrees: fc.Arbitrary<RouteNode> = fc.letrec<{ node: RouteNode }>((tie) => {
  const children = fc.array(tie("node"), { minLength: 1, maxLength: 3 });
  const weighted = fc.record({ weight: fc.integer({ min: 1, max: 2 }), node: tie("node") });
  return {
    node: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.record({
        type: fc.constant("target" as const),
        provider: word,
        model: word,
        overrides: fc.constantFrom<Record<string, number> | undefined>(undefined, {}, { temperature: 1 }),
        timeouts: fc.constantFrom(undefined, { totalMs: 5 }),
        retries: fc.constantFrom(undefined, 0, 1),
      }),
      fc.record({
        type: fc.constant("fallback" as const),
        children,
        on: fc.constantFrom<ErrorClass[] | undefined>(undefined, ["timeout"]),
      }),
      fc.record({ type: fc.constantFrom("fastest" as const, "cheapest" as const), children }),
      fc.record({
        type: fc.constant("split" as const),
        children: fc.array(weighted, { minLength: 1, maxLength: 3 }),
        stickyBy: fc.constantFrom(undefined, "api_key" as const),
      }),
      fc.record({
        type: fc.constant("when" as const),
        condition: fc.boolean().map((value) => ({
          type: "field" as const,
          field: "stream" as const,
          operator: "equals" as const,
          value,
        })),
        then: tie("node"),
        else: tie("node"),
      }),
    ),
  };
}).node;

const limits = fc.uniqueArray(
  fc.oneof(
    fc.record({ type: fc.constantFrom("requests_per_minute" as const, "tokens_per_minute" as const), max: fc.nat(1) }),
    fc.record({
      type: fc.constant("spend" as const),
      period: fc.constantFrom("day" as const, "month" as const),
      maxNanoUsd: fc.nat(1),
    }),
    fc.record({ type: fc.constant("allowed_models" as const), models: fc.array(word, { minLength: 1, maxLength: 2 }) }),
  ),
  { minLength: 1, maxLength: 3, selector: (limit) => limit.type === "spend" ? limit.period : limit.type },
);

/** Objects of few ids, in the order of these, as a draft is compiled. */
function objects<T extends { id: string }>(first: number, shape: (id: string) => fc.Arbitrary<T>) {
  return fc.subarray([first, first + 1, first + 2]).chain((ids) => fc.tuple(...ids.map((id) => shape(sampleId(id)))));
}

/** Any configuration of one tenant, of so few values that two of them are often nearly the same. */
export const configContents: fc.Arbitrary<ConfigContent> = fc.record({
  timeZone: fc.constantFrom("UTC", "Europe/Vienna"),
  priceBookDigest: fc.constantFrom("one", "two"),
  projects: objects(10, (id) =>
    fc.record({
      id: fc.constant(id),
      name: word,
      allowDirectModels: fc.boolean(),
      capture: fc.constantFrom(undefined, { enabled: true }, { enabled: true, bytesMax: 2_048 }),
    })),
  routes: objects(20, (id) =>
    fc.record({
      id: fc.constant(id),
      projectId: fc.constantFrom(sampleId(10), sampleId(11)),
      name: word,
      aliases: fc.constantFrom(undefined, ["x"], ["x", "y"]),
      cache: fc.constantFrom(undefined, { ttlSeconds: 1 }),
      tree: routeTrees,
    })),
  policies: objects(30, (id) =>
    fc.record({
      id: fc.constant(id),
      name: word,
      scope: fc.constantFrom({ type: "tenant" }, { type: "end_user" }, { type: "project", projectId: sampleId(10) }),
      limits,
      action: fc.constantFrom("block", "observe"),
      onLimiterLoss: fc.constantFrom("open", "closed"),
      assumedOutputTokens: fc.constantFrom(1, 1_024),
    })),
  providers: objects(40, (id) =>
    fc.record({
      id: fc.constant(id),
      name: word,
      kind: fc.constantFrom("openai", "openai_compatible"),
      baseUrl: fc.constantFrom(null, "https://one.example.com/v1"),
      settings: fc.constantFrom(undefined, { preset: "groq" }, { preset: "mistral" }),
      credentials: objects(50, (key) => fc.record({ id: fc.constant(key), weight: fc.nat(1) })).map((keys) =>
        keys.map((key) => ({ credentialId: key.id, weight: key.weight }))
      ),
    })),
  priceOverrides: fc.subarray(["a", "b"]).chain((models) =>
    fc.tuple(...models.map((model) =>
      fc.record({
        provider: fc.constantFrom(null, "a"),
        model: fc.constant(model),
        inputPerMillionUsd: fc.constantFrom(null, 0.0375),
        outputPerMillionUsd: fc.constantFrom(0, 1),
        cacheReadPerMillionUsd: fc.constant(null),
        cacheWritePerMillionUsd: fc.constant(null),
        tierMultipliers: fc.constantFrom({}, { batch: 0.5 }),
      })
    ))
  ),
}).map((parts) => configContent.parse({ schema: 1, tenantId: sampleId(1), ...parts }));
