import assert from "node:assert/strict";
import { credentialContext } from "../../shared/contracts/credential.ts";
import { LocalKms } from "../../shared/vault/local_kms.ts";
import { sealedFromJson } from "../../shared/vault/sealed_json.ts";
import { Vault } from "../../shared/vault/vault.ts";
import { test } from "../../testing/test.ts";
import { UnavailableError } from "../api_error.ts";
import { databaseText } from "../testing/database_text.ts";
import { startOperationWorld } from "../testing/operation_world.ts";
import { MASTER_KEYS } from "../testing/test_control_plane.ts";

const SECRET = "key-of-the-provider-0123456789";
const OUTCOMES = "outcomes { ok keyProved latencyMs status errorClass message models providerKey { id } }";

test("testProviderConnection tries saved keys one by one, and values before they are saved", async (t) => {
  await using made = await startOperationWorld();
  const { plane, world } = made;
  const { owner, tenantId } = world;
  const gateways = plane.gatewayCalls;
  const vault = new Vault(LocalKms.parse(MASTER_KEYS));

  await t.step("a saved provider: each key by itself, as the draft has it", async () => {
    const input = { tenantId, name: "openai", kind: "OPENAI", apiKey: SECRET, organization: "org-1" };
    const { provider } = await owner.mutate("createProvider", input, "provider { id keys { id } }");
    const added = { providerId: provider.id, apiKey: `${SECRET}-second` };
    const { providerKey } = await owner.mutate("addProviderKey", added, "providerKey { id }");
    const { outcomes } = await owner.mutate("testProviderConnection", { id: provider.id }, OUTCOMES);
    assert.deepEqual(outcomes.map((one: { providerKey: { id: string } }) => one.providerKey.id), [
      provider.keys[0].id,
      providerKey.id,
    ]);
    const { providerKey: _key, ...told } = outcomes[0];
    const good = { ok: true, keyProved: true, latencyMs: 12.5, status: 200, errorClass: null, message: null };
    assert.deepEqual(told, { ...good, models: ["one", "two"] });
    const opened = await Promise.all(
      gateways.tests.map(({ tenantId, credential }) =>
        vault.open(sealedFromJson(credential!), credentialContext(tenantId, credential!.credentialId))
      ),
    );
    assert.deepEqual(opened.sort(), [SECRET, `${SECRET}-second`]);
    assert.deepEqual(gateways.tests[0]!.provider, {
      kind: "openai",
      baseUrl: null,
      settings: { organization: "org-1" },
    });
    await owner.mutate("archiveProvider", { id: provider.id });
    assert.equal((await owner.mutate("testProviderConnection", { id: provider.id })).code, "CONFLICT");
  });

  await t.step("values that are not saved: checked as for a new provider, and forgotten", async () => {
    gateways.tests.length = 0;
    const values = { tenantId, kind: "ANTHROPIC", apiKey: SECRET, betas: ["context-1m-2025-08-07"], model: "claude" };
    const { outcomes } = await owner.mutate("testProviderConnection", values, OUTCOMES);
    assert.deepEqual([outcomes.length, outcomes[0].providerKey], [1, null]);
    const [{ provider, model, credential, tenantId: of }] = gateways.tests as [typeof gateways.tests[0]];
    assert.deepEqual([provider.kind, provider.settings, model], ["anthropic", { betas: values.betas }, "claude"]);
    const context = credentialContext(of, credential!.credentialId);
    assert.equal(await vault.open(sealedFromJson(credential!), context), SECRET);
    for (
      const [input, path] of [
        [{ ...values, apiKey: null }, "apiKey"],
        [{ ...values, region: "eu" }, "region"],
        [{ id: world.providerId, kind: "MOCK" }, "kind"],
        [{ kind: "MOCK" }, "id"],
      ] as const
    ) {
      const { issues } = await owner.mutate("testProviderConnection", input);
      assert.deepEqual(issues[0].path, [path]);
    }
    assert.equal(gateways.tests.length, 1);
  });

  await t.step("the key is in no table, log line or answer; the test is on the trail", async () => {
    const events = await plane.db.auditEvent.findMany({ where: { action: "provider.test" }, orderBy: { id: "asc" } });
    assert.deepEqual(events.map(({ targetKind, after }) => [targetKind, (after as { keys: number }).keys]), [
      ["Provider", 2],
      ["Tenant", 1],
    ]);
    assert.ok(![await databaseText(plane.db), ...plane.logLines].join("\n").includes(SECRET));
  });

  await t.step("a gateway that cannot be reached is UNAVAILABLE, and 30 tests a minute are enough", async () => {
    const send = (id: string) =>
      owner.send(
        "mutation ($id: ID!) { testProviderConnection(input: { id: $id }) { __typename ... on Error { code } } }",
        { id },
      );
    gateways.testConnection = () => Promise.reject(new UnavailableError("No gateway."));
    assert.equal((await send(world.providerId)).errors?.[0]?.extensions.code, "UNAVAILABLE");
    await plane.db.rateLimit.updateMany({ where: { key: { startsWith: "provider-test:" } }, data: { count: 30 } });
    const limited = await send(world.providerId);
    const code = limited.errors?.[0]?.extensions.code ?? limited.data.testProviderConnection.code;
    assert.equal(code, "RATE_LIMITED");
  });

  await t.step("createProvider takes headers and regions as far as its kind has a place for them", async () => {
    const { name } = world;
    const fields =
      "provider { organization project betas region vertexProject effectiveBaseUrl headers { name value } }";
    const create = (input: Record<string, unknown>) =>
      owner.mutate("createProvider", { tenantId, name: name(), apiKey: SECRET, ...input }, fields);
    const headers = [{ name: "HTTP-Referer", value: "https://acme.example/?a=b" }, { name: "x-title", value: "Acme" }];
    const { provider } = await create({
      kind: "OPENAI",
      organization: "org-1",
      project: "proj_1",
      region: "eu",
      headers,
    });
    assert.deepEqual(provider, {
      organization: "org-1",
      project: "proj_1",
      betas: [],
      region: "eu",
      vertexProject: null,
      effectiveBaseUrl: "https://eu.api.openai.com/v1",
      headers: [{ ...headers[0], name: "http-referer" }, headers[1]],
    });
    const vertex = await create({ kind: "GEMINI", region: "europe-west4", vertexProject: "my-project" });
    assert.equal(
      vertex.provider.effectiveBaseUrl,
      "https://europe-west4-aiplatform.googleapis.com/v1/projects/my-project/locations/europe-west4/publishers/google",
    );
    for (
      const [input, path] of [
        [{ kind: "ANTHROPIC", organization: "org-1" }, ["organization"]],
        [{ kind: "GEMINI", region: "europe-west4" }, ["vertexProject"]],
        [{ kind: "OPENAI", region: "eu", baseUrl: "https://a.example.com" }, ["region"]],
        [{ kind: "OPENAI", headers: [{ name: "Authorization", value: "x" }] }, ["headers", "0", "name"]],
        [{ kind: "OPENAI", headers: [{ name: "x-a", value: "b\r\nhost: c" }] }, ["headers", "0", "value"]],
        [{ kind: "OPENAI", headers: [{ name: "x-a", value: "sk-live-0123456789abcdef" }] }, ["headers", "0", "value"]],
        [{ kind: "OPENAI", headers: [headers[1], { name: "X-Title", value: "b" }] }, ["headers", "1", "name"]],
        [{ kind: "MOCK", apiKey: null, headers }, ["headers"]],
      ] as const
    ) {
      const { issues } = await create(input);
      assert.deepEqual(issues?.[0].path, path, JSON.stringify(input));
    }
  });
});
