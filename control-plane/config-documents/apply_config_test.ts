import assert from "node:assert/strict";
import { parse } from "yaml";
import { test } from "../../testing/test.ts";
import { encodeGlobalId } from "../graphql/global_id.ts";
import type { Api } from "../testing/api.ts";
import { databaseText } from "../testing/database_text.ts";
import { startOperationWorld } from "../testing/operation_world.ts";

const APPLIED =
  `changes { kind aspect sentence after } warnings { code subject { name } } changed published revision { number }`;
const KEY = "sk-from-the-environment-1234567";

const DOCUMENT = `perpetuo: 1
timeZone: Europe/Vienna
providers:
  mock: {kind: mock}
  openai:
    kind: openai
    apiKeyFrom: {env: OPENAI_KEY}
  fast: {kind: openai_compatible, settings: {preset: groq}}
projects:
  Chat:
    allowDirectModels: false
    capture: {enabled: true, retentionDays: 3}
    routes:
      smart:
        aliases: [gpt-*, claude-*]
        cache: {ttlSeconds: 60}
        tree:
          type: fallback
          children:
            - {type: target, provider: openai, model: gpt-4o}
            - {type: target, provider: mock, model: demo}
policies:
  Users:
    scope: {type: end_user, project: Chat}
    limits: [{type: spend, period: day, maxNanoUsd: 1000000000}]
    action: block
    onLimiterLoss: local_slice
    warnAtPercent: [90]
prices:
  - {provider: openai, model: gpt-4o, inputPerMillionUsd: 0.0375, tierMultipliers: {batch: 0.5}}
`;

const apply = (api: Api, input: Record<string, unknown>) => api.mutate("applyConfig", input, APPLIED);

async function exported(api: Api, tenantId: string, args = ""): Promise<string> {
  const query = `query ($id: ID!) { exportConfig(tenantId: $id${args}) }`;
  return (await api.data(query, { id: tenantId })).exportConfig;
}

test("applyConfig() makes a draft what a document says", async (t) => {
  await using made = await startOperationWorld();
  const { plane, world } = made;
  const { owner } = world;
  const { tenant } = await owner.mutate("createTenant", { name: "Empty" }, "tenant { id }");
  const tenantId: string = tenant.id;
  const secrets = [{ name: "OPENAI_KEY", value: KEY }];

  await t.step("a dry run tells the changes and makes none", async () => {
    const planned = await apply(owner, { tenantId, document: DOCUMENT, secrets, dryRun: true });
    assert.equal(planned.message, undefined, JSON.stringify(planned));
    assert.deepEqual(planned.changes.map(({ sentence }: { sentence: string }) => sentence), [
      "Tenant: time zone changed from 'UTC' to 'Europe/Vienna'.",
      "Provider 'mock' added.",
      "Provider 'openai' added.",
      "Provider 'fast' added.",
      "Project 'Chat' added.",
      "Route 'smart' of project 'Chat' added.",
      "Policy 'Users' added.",
      "Price 'openai/gpt-4o' added.",
      "Provider 'openai': what OPENAI_KEY holds is its key.",
      "Policy 'Users': warnings are sent at 90 percent.",
    ]);
    assert.deepEqual([planned.changed, planned.published, planned.revision], [false, false, null]);
    assert.doesNotMatch(await exported(owner, tenantId), /openai/);
  });

  await t.step("applied and published it is all there, and again it changes nothing", async () => {
    const applied = await apply(owner, { tenantId, document: DOCUMENT, secrets, publish: true, baseRevision: 0 });
    assert.deepEqual([applied.changed, applied.published, applied.revision], [true, true, { number: 1 }]);
    assert.deepEqual(applied.warnings, []);
    const again = await apply(owner, { tenantId, document: DOCUMENT, secrets, publish: true, prune: true });
    assert.deepEqual([again.changes, again.changed, again.published], [[], false, false]);
    const policy = await plane.db.policy.findFirstOrThrow({ where: { name: "Users" } });
    assert.deepEqual(policy.warnAtPercent, [90]);
    assert.equal(await plane.db.credential.count({ where: { provider: { name: "openai" }, revokedAt: null } }), 1);
  });

  await t.step("what is exported goes into an empty tenant and comes out the same", async () => {
    const yaml = await exported(owner, tenantId);
    const json = await exported(owner, tenantId, ", format: JSON");
    assert.deepEqual(parse(yaml), JSON.parse(json));
    assert.doesNotMatch(yaml, /[0-9a-f]{8}-[0-9a-f]{4}/, "it holds no ids");
    const other = await owner.mutate("createTenant", { name: "Other" }, "tenant { id }");
    const applied = await apply(owner, { tenantId: other.tenant.id, document: json, publish: true });
    assert.equal(applied.published, true, JSON.stringify(applied));
    assert.deepEqual(applied.warnings, [{ code: "PROVIDER_WITHOUT_KEYS", subject: { name: "openai" } }]);
    assert.equal(await exported(owner, other.tenant.id), yaml);
    assert.equal(await exported(owner, other.tenant.id, ", version: 1"), yaml.replace(/\n {4}warnAtPercent:\n.*/, ""));
  });

  await t.step("a key that came into the variable takes the others' place, and no answer or row shows it", async () => {
    const value = "sk-rotated-in-the-environment-1234567";
    const rotated = await apply(owner, { tenantId, document: DOCUMENT, secrets: [{ name: "OPENAI_KEY", value }] });
    assert.deepEqual(rotated.changes.map(({ kind, aspect, after }: Changed) => [kind, aspect, after]), [
      ["CHANGED", "KEY", { env: "OPENAI_KEY" }],
    ]);
    assert.equal(await plane.db.credential.count({ where: { provider: { name: "openai" }, revokedAt: null } }), 1);
    const text = await databaseText(plane.db);
    for (const secret of [KEY, value]) assert.ok(!text.includes(secret));
    assert.ok(!plane.logLines.some((line) => line.includes(KEY) || line.includes(value)));
    const without = await apply(owner, { tenantId, document: DOCUMENT });
    assert.deepEqual(without.changes, [], "a variable that did not come along leaves keys as they are");
  });

  await t.step("pruning takes out of use what its sections do not name, and tells whose keys are lost", async () => {
    const document = "perpetuo: 1\nprojects: {}\npolicies: {}\nproviders: {mock: {kind: mock}}\nprices: []\n";
    const kept = await apply(owner, { tenantId, document });
    assert.deepEqual(kept.changes, [], "nothing leaves unless it is asked for");
    const pruned = await apply(owner, { tenantId, document, prune: true });
    assert.equal(pruned.message, undefined, JSON.stringify(pruned));
    assert.deepEqual(pruned.warnings, [{ code: "KEYS_LOST", subject: { name: "openai" } }]);
    const { policies, prices, projects, providers } = parse(await exported(owner, tenantId));
    assert.deepEqual([policies, prices, projects, providers], [{}, [], {}, { mock: { kind: "mock" } }]);
    const back = await apply(owner, { tenantId, document: DOCUMENT, secrets });
    assert.equal(back.changed, true, "names that are free again are taken again");
  });

  await t.step("every problem is told at its path, and nothing is written", async () => {
    const before = await exported(owner, tenantId);
    const wrong = DOCUMENT.replace("kind: openai\n", "kind: anthropic\n").replace("Europe/Vienna", "Mars/Base")
      .replace("model: demo", "model: demo, nonsense: 1");
    const refused = await apply(owner, { tenantId, document: wrong });
    assert.deepEqual(paths(refused), ["document.projects.Chat.routes.smart.tree.children.1.nonsense"]);
    const later = await apply(owner, {
      tenantId,
      document: wrong.replace(", nonsense: 1", "").replace("provider: mock", "provider: nobody") +
        "  - {provider: nobody, model: m, inputPerMillionUsd: 0.00000001}\n",
    });
    assert.deepEqual(paths(later), [
      "document.timeZone",
      "document.providers.openai.kind",
      "document.projects.Chat.routes.smart.tree.children.1.provider",
      "document.prices.1.provider",
      "document.prices.1.inputPerMillionUsd",
    ]);
    const badKey = await apply(owner, {
      tenantId,
      document: DOCUMENT,
      secrets: [{ name: "OPENAI_KEY", value: "a b" }],
    });
    assert.deepEqual(paths(badKey), ["secrets.OPENAI_KEY"]);
    assert.equal((await apply(owner, { tenantId, document: DOCUMENT, baseRevision: 7 })).code, "CONFLICT");
    assert.equal(await exported(owner, tenantId), before);
  });

  await t.step("it takes the right to each change by itself; to look takes the right to read", async () => {
    const viewer = await plane.member(world.tenantUuid, "VIEWER");
    const developer = await plane.member(world.tenantUuid, "DEVELOPER");
    const reader = await plane.ownerWith(["config:read"]);
    const into = { tenantId: world.tenantId, document: DOCUMENT.replace(/timeZone.*\n/, "") };
    assert.equal((await apply(viewer, into)).code, "FORBIDDEN");
    assert.ok((await apply(viewer, { ...into, dryRun: true })).changes.length > 3);
    assert.ok((await apply(reader, { ...into, dryRun: true })).changes.length > 3);
    assert.equal((await apply(developer, into)).code, "FORBIDDEN");
    const own = "perpetuo: 1\nprojects: {Own: {routes: {r: {tree: {type: target, provider: mock, model: m}}}}}";
    assert.equal((await apply(developer, { tenantId: world.tenantId, document: own, publish: true })).published, true);
    const guess = { ...into, tenantId, secrets, dryRun: true };
    const rotation = (answer: { changes: Changed[] }) => answer.changes.filter(({ aspect }) => aspect === "KEY").length;
    const other = [{ name: "OPENAI_KEY", value: "sk-another-guess-1234567" }];
    assert.equal(rotation(await apply(owner, { ...guess, secrets: other })), 1);
    assert.equal(rotation(await apply(reader, { ...guess, secrets: other })), 0, "nobody else learns which key it is");
  });

  await t.step("it is on the audit trail with its changes", async () => {
    const event = await plane.db.auditEvent.findFirstOrThrow({
      where: { action: "config.apply" },
      orderBy: { id: "asc" },
    });
    assert.equal(encodeGlobalId("Tenant", event.targetId!), tenantId);
    const { changes } = event.after as { changes: { count: number; list: { sentence: string }[] } };
    assert.deepEqual([changes.count, changes.list[1]!.sentence], [10, "Provider 'mock' added."]);
  });
});

interface Changed {
  kind: string;
  aspect: string;
  after: unknown;
}

function paths(answer: { issues: { path: string[] }[] }): string[] {
  return answer.issues.map(({ path }) => path.join("."));
}
