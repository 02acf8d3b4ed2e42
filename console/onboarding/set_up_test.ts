import assert from "node:assert/strict";
import type { Client } from "@urql/core";
import { startTestControlPlane } from "../../control-plane/testing/test_control_plane.ts";
import { test } from "../../testing/test.ts";
import { readViewer } from "../session/viewer.ts";
import { makePerson, personClient } from "../testing/person_client.ts";
import { setUp } from "./set_up.ts";
import { readSetupState } from "./setup_state.ts";
import type { SetupValues } from "./setup_values.ts";

const VALUES: SetupValues = {
  tenantName: "Acme",
  projectName: "Production",
  source: "MOCK",
  apiKey: "",
  baseUrl: "",
  preset: "",
  apiVersion: "",
  model: "",
  keyName: "First key",
};

test("setUp() makes everything for somebody who has nothing, and goes on behind what failed", async () => {
  await using plane = await startTestControlPlane({ environment: { SIGNUP: "open" } });
  await makePerson(plane, "new@example.com");
  const client = await personClient(plane, "new@example.com");
  const attempt = async (values: Partial<SetupValues>) =>
    setUp(client, { ...VALUES, ...values }, await stateOf(client));

  const nameless = await attempt({ tenantName: "" });
  assert.deepEqual(nameless, {
    kind: "failed",
    errors: { message: null, fields: { tenantName: "1 to 64 characters." } },
  });
  assert.equal((await stateOf(client)).tenant, null);

  // The API alone can know that: what was made before it stays.
  const refused = await attempt({ source: "OPENAI_COMPATIBLE", baseUrl: "http://h/v1", model: "x".repeat(257) });
  assert.deepEqual(Object.keys(refused.kind === "failed" ? refused.errors.fields : {}), ["model"]);
  const broken = await personClient(plane, "new@example.com", { lost: ["CreateRoute"] });
  const lost = await setUp(broken, VALUES, await stateOf(client));
  assert.equal(
    lost.kind === "failed" && lost.errors.message,
    "The control plane cannot be reached. Check the connection, then try again.",
  );
  const between = await stateOf(client);
  assert.deepEqual([between.tenant?.name, between.project?.name], ["Acme", "Production"]);
  assert.deepEqual([between.providers.length, between.routes.length, between.revision], [1, 0, null]);

  const done = await attempt({ tenantName: "", projectName: "" });
  assert.equal(done.kind, "done");
  const { result } = done as Extract<typeof done, { kind: "done" }>;
  assert.match(result.secret, /^ppk_/);
  assert.deepEqual([result.model, result.revision, result.tenant.slug], ["default", 1, "acme"]);
  const after = await stateOf(client);
  assert.deepEqual([after.providers.length, after.routes.length, after.apiKeyNames], [1, 1, ["First key"]]);

  const again = await attempt({ source: "keep" });
  assert.match(again.kind === "failed" ? again.errors.fields["keyName"]! : "", /already/);
});

test("setUp() turns the mock's route to a provider with a key, and keeps what somebody has built", async () => {
  await using plane = await startTestControlPlane();
  const client = await personClient(plane, "owner@example.com");
  const before = await stateOf(client);
  assert.deepEqual(before.routes.map(({ name }) => name), ["default"]);
  const values: SetupValues = { ...VALUES, source: "OPENAI", apiKey: "sk-first", model: "gpt-5-mini" };
  const first = await setUp(client, values, before);
  assert.equal(first.kind === "done" && first.result.model, "default");
  const between = await stateOf(client);
  assert.deepEqual(between.routes[0]!.tree, { type: "target", provider: "openai", model: "gpt-5-mini" });

  const compatible: SetupValues = {
    ...VALUES,
    source: "OPENAI_COMPATIBLE",
    baseUrl: "http://localhost:11434/v1",
    model: "llama3",
    keyName: "Second key",
  };
  const second = await setUp(client, compatible, between);
  assert.equal(second.kind === "done" && second.result.model, "localhost-11434");
  const third = await setUp(client, { ...compatible, keyName: "Third key" }, await stateOf(client));
  assert.equal(third.kind === "done" && third.result.model, "localhost-11434");
  assert.equal(third.kind === "done" && third.result.revision, 3);
  const elsewhere = { ...compatible, baseUrl: "http://localhost:11434/other/v1/", keyName: "Fourth key" };
  const fourth = await setUp(client, elsewhere, await stateOf(client));
  assert.equal(fourth.kind === "done" && fourth.result.model, "localhost-11434-2");
  const providers = (await stateOf(client)).providers.map(({ name, baseUrl }) => [name, baseUrl]);
  assert.deepEqual(providers, [
    ["mock", null],
    ["openai", null],
    ["localhost-11434", "http://localhost:11434/v1"],
    ["localhost-11434-2", "http://localhost:11434/other/v1"],
  ]);
});

test("setUp() leads to Gemini, to Azure's deployment, and to a preset by its name alone", async () => {
  await using plane = await startTestControlPlane();
  const client = await personClient(plane, "owner@example.com");
  const azure = { source: "AZURE_OPENAI", baseUrl: "https://ours.openai.example.com/", apiKey: "azure-key" } as const;
  const cases: [Partial<SetupValues>, route: string, provider: string, model: string][] = [
    [{ source: "GEMINI", apiKey: "AIza-key" }, "default", "gemini", "gemini-2.5-flash"],
    [{ ...azure, apiVersion: "2024-10-21", model: "our-gpt" }, "azure", "azure", "our-gpt"],
    [{ source: "OPENAI_COMPATIBLE", preset: "mistral", apiKey: "m-key" }, "mistral", "mistral", "mistral-small-latest"],
    [{ source: "OPENAI_COMPATIBLE", preset: "mistral", model: "other" }, "mistral-2", "mistral", "other"],
    [{ ...azure, apiKey: "", model: "another" }, "azure-2", "azure", "another"],
  ];
  for (const [index, [change, route, provider, model]] of cases.entries()) {
    const outcome = await setUp(client, { ...VALUES, ...change, keyName: `Key ${index}` }, await stateOf(client));
    assert.equal(outcome.kind === "done" && outcome.result.model, route, JSON.stringify(outcome));
    const { tree } = (await stateOf(client)).routes.find(({ name }) => name === route)!;
    assert.deepEqual(tree, { type: "target", provider, model });
  }
  const providers = await plane.db.provider.findMany({ where: { name: { in: ["azure", "mistral"] } } });
  assert.deepEqual(providers.map(({ baseUrl, settings }) => [baseUrl, settings]), [
    ["https://ours.openai.example.com", { apiVersion: "2024-10-21" }],
    ["https://api.mistral.ai/v1", { preset: "mistral" }],
  ]);

  const wrong: [Partial<SetupValues>, string[]][] = [
    [{ source: "AZURE_OPENAI", apiKey: "k", model: "m" }, ["baseUrl"]],
    [{ ...azure, apiVersion: "latest", model: "m" }, ["apiVersion"]],
    [{ ...azure, model: "" }, ["model"]],
    [{ source: "OPENAI_COMPATIBLE", preset: "groq" }, ["apiKey"]],
    [{ source: "OPENAI_COMPATIBLE", preset: "ollama" }, ["model"]],
    [{ source: "OPENAI_COMPATIBLE", preset: "nonsense", model: "m" }, ["baseUrl", "preset"]],
  ];
  for (const [change, fields] of wrong) {
    const outcome = await setUp(client, { ...VALUES, ...change, keyName: "Last key" }, await stateOf(client));
    assert.deepEqual(outcome.kind === "failed" && Object.keys(outcome.errors.fields), fields, JSON.stringify(change));
  }
});

test("setUp() says at once what a role does not allow", async () => {
  await using plane = await startTestControlPlane();
  const { id } = await plane.db.tenant.findFirstOrThrow();
  await makePerson(plane, "new@example.com", { tenantId: id, role: "VIEWER" });
  const client = await personClient(plane, "new@example.com");
  const refused = await setUp(client, { ...VALUES, source: "keep" }, await stateOf(client));
  assert.equal(refused.kind, "failed");
  assert.match(refused.kind === "failed" ? refused.errors.message! : "", /role/);
});

async function stateOf(client: Client) {
  const outcome = await readViewer(client);
  assert.equal(outcome.kind, "viewer");
  const tenant = (outcome as Extract<typeof outcome, { kind: "viewer" }>).viewer.tenants[0];
  const place = tenant === undefined ? null : { tenant, project: tenant.projects[0] ?? null };
  const read = await readSetupState(client, place);
  assert.equal(read.kind, "state");
  return (read as Extract<typeof read, { kind: "state" }>).state;
}
