import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { credentialContext } from "../../shared/contracts/credential.ts";
import { LocalKms } from "../../shared/vault/local_kms.ts";
import { Vault } from "../../shared/vault/vault.ts";
import { test } from "../../testing/test.ts";
import { databaseText } from "../testing/database_text.ts";
import { startOperationWorld } from "../testing/operation_world.ts";
import { MASTER_KEYS } from "../testing/test_control_plane.ts";

const SECRET = "sk-very-secret-provider-key-1234";

const AZURE = { kind: "AZURE_OPENAI", apiKey: SECRET, baseUrl: "https://ours.openai.example.com" };

test("createProvider() seals the key: no answer, log line or column shows it", async () => {
  await using made = await startOperationWorld();
  const { plane, world } = made;
  const input = { tenantId: world.tenantId, name: "openai", kind: "OPENAI", apiKey: ` ${SECRET} ` };
  const { provider } = await world.owner.mutate(
    "createProvider",
    input,
    "provider { id apiKeySet apiKeyHint baseUrl effectiveBaseUrl }",
  );
  assert.deepEqual({ ...provider, id: "" }, {
    id: "",
    apiKeySet: true,
    apiKeyHint: "1234",
    baseUrl: null,
    effectiveBaseUrl: "https://api.openai.com/v1",
  });
  const wrong = await world.owner.send(
    `mutation ($key: String) { createProvider(input: { tenantId: "x", name: "y", kind: OPENAI, apiKey: $key }) { nonsense } }`,
    { key: SECRET },
  );
  assert.equal(wrong.errors?.[0]?.extensions.code, "VALIDATION");

  const [credential] = await plane.db.credential.findMany();
  const vault = new Vault(LocalKms.parse(MASTER_KEYS));
  const sealed = { ...credential!, ciphertext: credential!.ciphertext, wrappedKey: credential!.wrappedKey };
  assert.equal(await vault.open(sealed, credentialContext(credential!.tenantId, credential!.id)), SECRET);
  const rotated = await world.owner.mutate(
    "updateProvider",
    { id: provider.id, apiKey: "sk-rotated-key-5678" },
    "provider { apiKeyHint version }",
  );
  assert.deepEqual(rotated.provider, { apiKeyHint: "5678", version: 2 });
  const [after] = await plane.db.credential.findMany();
  assert.deepEqual([after!.id, after!.version], [credential!.id, 2]);

  for (const text of [await databaseText(plane.db), plane.logLines.join("\n"), JSON.stringify([wrong, rotated])]) {
    assert.doesNotMatch(text, /sk-very-secret|sk-rotated/);
    assert.ok(!text.includes(btoa(SECRET)) && !text.includes(Buffer.from(SECRET).toString("hex")));
  }
  const outbox = await plane.db.feedOutbox.findMany({ where: { kind: "CREDENTIAL" } });
  assert.deepEqual(outbox.map((row) => row.entityId), [credential!.id, credential!.id]);
});

test("createProvider() checks what each kind needs", async () => {
  await using made = await startOperationWorld();
  const { world } = made;
  const cases: [Record<string, unknown>, string[]][] = [
    [{ kind: "GEMINI" }, ["apiKey"]],
    [{ kind: "GEMINI", apiKey: SECRET, apiVersion: "2024-10-21" }, ["apiVersion"]],
    [{ kind: "AZURE_OPENAI", apiKey: SECRET }, ["baseUrl"]],
    [{ kind: "AZURE_OPENAI", apiKey: SECRET, baseUrl: "https://x.example.com", apiVersion: "latest" }, ["apiVersion"]],
    [{ ...AZURE, deployments: [{ model: "m", deployment: "" }] }, ["deployments.0.deployment"]],
    [{ ...AZURE, deployments: [{ model: "m", deployment: "a" }, { model: "m", deployment: "b" }] }, [
      "deployments.1.model",
    ]],
    [{ ...AZURE, preset: "mistral" }, ["preset"]],
    [{ kind: "OPENAI_COMPATIBLE", preset: "nonsense" }, ["baseUrl", "preset"]],
    [{ kind: "OPENAI_COMPATIBLE", preset: "mistral" }, ["apiKey"]],
    [{ kind: "OPENAI_COMPATIBLE", preset: "ollama", deployments: [{ model: "m", deployment: "d" }] }, ["deployments"]],
    [{ kind: "BEDROCK" }, ["kind"]],
    [{ kind: "OPENAI" }, ["apiKey"]],
    [{ kind: "ANTHROPIC", apiKey: "  " }, ["apiKey"]],
    [{ kind: "OPENAI", apiKey: "two words" }, ["apiKey"]],
    [{ kind: "OPENAI_COMPATIBLE" }, ["baseUrl"]],
    [{ kind: "OPENAI_COMPATIBLE", baseUrl: "ftp://x.example.com" }, ["baseUrl"]],
    [{ kind: "OPENAI_COMPATIBLE", baseUrl: "https://user:pw@x.example.com" }, ["baseUrl"]],
    [{ kind: "OPENAI_COMPATIBLE", baseUrl: "https://x.example.com/v1?key=1" }, ["baseUrl"]],
    [{ kind: "OPENAI_COMPATIBLE", baseUrl: "nonsense" }, ["baseUrl"]],
    [{ kind: "MOCK", apiKey: SECRET, baseUrl: "https://x.example.com" }, ["baseUrl", "apiKey"]],
    [{ kind: "MOCK", name: "with/slash" }, ["name"]],
  ];
  for (const [input, paths] of cases) {
    const answer = await world.owner.mutate("createProvider", { tenantId: world.tenantId, name: "a", ...input });
    assert.equal(answer.__typename, "ValidationError", JSON.stringify([input, answer]));
    assert.deepEqual(
      answer.issues.map((issue: { path: string[] }) => issue.path.join(".")),
      paths,
      JSON.stringify(input),
    );
  }
  const good = await world.owner.mutate(
    "createProvider",
    { tenantId: world.tenantId, name: "local", kind: "OPENAI_COMPATIBLE", baseUrl: "http://10.0.0.5:8000/v1/" },
    "provider { baseUrl apiKeySet apiKeyHint }",
  );
  assert.deepEqual(good.provider, { baseUrl: "http://10.0.0.5:8000/v1", apiKeySet: false, apiKeyHint: null });
});

test("createProvider() takes a preset's address where none is given, and what Azure is told", async () => {
  await using made = await startOperationWorld();
  const { world } = made;
  const cases: [Record<string, unknown>, Record<string, unknown>][] = [
    [{ kind: "GEMINI", apiKey: SECRET }, {
      baseUrl: null,
      effectiveBaseUrl: "https://generativelanguage.googleapis.com/v1beta",
    }],
    [{ kind: "OPENAI_COMPATIBLE", preset: "mistral", apiKey: SECRET }, {
      preset: "mistral",
      baseUrl: "https://api.mistral.ai/v1",
    }],
    [{ kind: "OPENAI_COMPATIBLE", preset: "ollama", baseUrl: "http://10.0.0.7:11434/v1" }, {
      preset: "ollama",
      baseUrl: "http://10.0.0.7:11434/v1",
    }],
    [{ ...AZURE, apiVersion: "2024-10-21", deployments: [{ model: "gpt-4o", deployment: "ours" }] }, {
      baseUrl: AZURE.baseUrl,
      preset: null,
      apiVersion: "2024-10-21",
      deployments: [{ model: "gpt-4o", deployment: "ours" }],
    }],
    [{ ...AZURE, deployments: [] }, { apiVersion: null, deployments: [] }],
  ];
  for (const [input, expected] of cases) {
    const { tenantId } = world;
    const { provider } = await world.owner.mutate(
      "createProvider",
      { tenantId, name: world.name(), ...input },
      `provider { baseUrl effectiveBaseUrl preset apiVersion deployments { model deployment } }`,
    );
    assert.deepEqual({ ...provider, ...expected }, provider, JSON.stringify(input));
  }
});

test("updateProvider() changes what it is told, and keeps what is left out", async () => {
  await using made = await startOperationWorld();
  const { world } = made;
  const { owner, tenantId } = world;
  const shown = "provider { id baseUrl preset apiVersion deployments { model deployment } }";
  const azure = await owner.mutate("createProvider", { tenantId, name: "azure", ...AZURE }, shown);
  const deployments = [{ model: "gpt-4o", deployment: "ours" }];
  const compatible = await owner.mutate(
    "createProvider",
    { tenantId, name: "fast", kind: "OPENAI_COMPATIBLE", preset: "groq", apiKey: SECRET },
    shown,
  );
  const steps: [string, Record<string, unknown>, Record<string, unknown>][] = [
    [azure.provider.id, { apiVersion: "2024-10-21" }, { apiVersion: "2024-10-21", deployments: [] }],
    [azure.provider.id, { deployments }, { apiVersion: "2024-10-21", deployments, baseUrl: AZURE.baseUrl }],
    [azure.provider.id, { apiVersion: null, deployments: [] }, { apiVersion: null, deployments: [] }],
    [compatible.provider.id, { preset: "mistral" }, { preset: "mistral", baseUrl: "https://api.mistral.ai/v1" }],
    [compatible.provider.id, { baseUrl: "https://proxy.example.com/v1" }, { preset: "mistral" }],
    [compatible.provider.id, { preset: "groq" }, { preset: "groq", baseUrl: "https://proxy.example.com/v1" }],
    [compatible.provider.id, { baseUrl: null }, { baseUrl: "https://api.groq.com/openai/v1" }],
    [compatible.provider.id, { preset: null }, { preset: null, baseUrl: "https://api.groq.com/openai/v1" }],
  ];
  for (const [id, change, expected] of steps) {
    const { provider } = await owner.mutate("updateProvider", { id, ...change }, shown);
    assert.deepEqual({ ...provider, ...expected }, provider, JSON.stringify(change));
  }
  const refused: [string, Record<string, unknown>, string[]][] = [
    [azure.provider.id, { baseUrl: null }, ["baseUrl"]],
    [azure.provider.id, { preset: "groq" }, ["preset"]],
    [compatible.provider.id, { preset: "nonsense" }, ["preset"]],
    [compatible.provider.id, { baseUrl: null }, ["baseUrl"]],
    [compatible.provider.id, { apiVersion: "2024-10-21" }, ["apiVersion"]],
  ];
  for (const [id, change, paths] of refused) {
    const answer = await owner.mutate("updateProvider", { id, ...change });
    assert.deepEqual(answer.issues?.map(({ path }: { path: string[] }) => path.join(".")), paths);
  }
});

test("archiveProvider() is refused while a route names it, and revokes its key", async () => {
  await using made = await startOperationWorld();
  const { plane, world } = made;
  const { owner, tenantId, projectId } = world;
  const input = { tenantId, name: "used", kind: "OPENAI", apiKey: SECRET };
  const { provider } = await owner.mutate("createProvider", input, "provider { id }");
  const tree = { type: "target", provider: "used", model: "m" };
  const { route } = await owner.mutate("createRoute", { projectId, name: "over", tree }, "route { id }");
  const refused = await owner.mutate("archiveProvider", { id: provider.id });
  assert.equal(refused.code, "CONFLICT");
  assert.match(refused.message, /'over'/);
  await owner.mutate("archiveRoute", { id: route.id });
  const archived = await owner.mutate("archiveProvider", { id: provider.id }, "provider { apiKeySet archivedAt }");
  assert.equal(archived.provider.apiKeySet, false);
  const [credential] = await plane.db.credential.findMany();
  assert.notEqual(credential!.revokedAt, null);
  assert.equal(credential!.version, 2);
});
