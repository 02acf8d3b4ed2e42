import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { consoleOverPlane } from "../testing/console_over_plane.ts";

const NEW = {
  action: "create",
  kind: "OPENAI_COMPATIBLE",
  name: "local",
  baseUrl: "http://10.0.0.7:11434/v1",
  apiKey: "",
};

test("the page of providers adds, publishes, rotates and archives without a script", async () => {
  await using console = await consoleOverPlane();
  const path = `${console.tenantPath}/providers`;
  assert.match((await console.get(path)).html, /Gateways serve revision 1, published/);
  assert.deepEqual(await locationOf(console.post(path, NEW)), [303, path]);
  assert.match((await console.get(path)).html, /The draft differs from revision 1/);

  const stale = await console.post(path, { action: "publish", baseRevision: "7" });
  assert.equal(stale.status, 422);
  assert.match(stale.html, /revision 1 is current/);
  assert.deepEqual(await locationOf(console.post(path, { action: "publish", baseRevision: "1" })), [303, path]);
  assert.match((await console.get(path)).html, /Gateways serve revision 2, published/);

  const row = await console.plane.db.provider.findFirstOrThrow({ where: { name: "local" } });
  const id = btoa(`Provider:${row.id}`);
  assert.deepEqual(await locationOf(console.post(path, { action: "rotate", id, apiKey: "sk-rotated-7777" })), [
    303,
    path,
  ]);
  const rotated = await console.get(path);
  assert.match(rotated.html, /…7777/);
  assert.doesNotMatch(rotated.html, /sk-rotated/);
  const archive = { action: "archive", id, name: "local", confirmation: "local" };
  assert.deepEqual(await locationOf(console.post(path, archive)), [303, path]);
  assert.doesNotMatch((await console.get(path)).html, /10\.0\.0\.7/);
  assert.match((await console.get(`${path}?archived=1`)).html, /Archived/);
});

test("the page of providers knows presets by name, and edits what a provider is told, without a script", async () => {
  await using console = await consoleOverPlane();
  const path = `${console.tenantPath}/providers`;
  const done = [303, path];
  const mistral = {
    action: "create",
    kind: "OPENAI_COMPATIBLE:mistral",
    name: "mistral",
    baseUrl: "",
    apiKey: "m-key",
  };
  assert.deepEqual(await locationOf(console.post(path, mistral)), done);
  const azure = {
    action: "create",
    kind: "AZURE_OPENAI",
    name: "azure",
    baseUrl: "https://ours.openai.example.com",
    apiKey: "azure-key",
    apiVersion: "2024-10-21",
    deployments: "gpt-4o = ours\ngpt-5-mini=small",
  };
  assert.deepEqual(await locationOf(console.post(path, azure)), done);
  const { html } = await console.get(path);
  assert.match(html, /<td[^>]*>Mistral<\/td>/);
  assert.match(html, /https:\/\/api\.mistral\.ai\/v1/);
  assert.match(html, /version 2024-10-21, 2 deployments/);
  // As the form to edit it has them.
  assert.match(html, /gpt-4o = ours\ngpt-5-mini = small/);

  const row = async (name: string) => {
    const { id, version, kind, baseUrl, settings } = await console.plane.db.provider.findFirstOrThrow({
      where: { name },
    });
    return { form: { action: "edit", id: btoa(`Provider:${id}`), kind, version: String(version) }, baseUrl, settings };
  };
  const { form } = await row("azure");
  const change = { ...form, baseUrl: "https://new.openai.example.com", apiVersion: "", deployments: "gpt-4o = other" };
  assert.deepEqual(await locationOf(console.post(path, change)), done);
  const edited = await row("azure");
  assert.deepEqual([edited.baseUrl, edited.settings], [change.baseUrl, { deployments: { "gpt-4o": "other" } }]);
  const stale = await console.post(path, change);
  assert.equal(stale.status, 422);
  assert.match(stale.html, /was changed meanwhile: it is at version 2/);
  const wrong = await console.post(path, { ...edited.form, baseUrl: change.baseUrl, deployments: "gpt-4o" });
  assert.match(wrong.html, /Line 1 must be a model, = and its deployment\. Nothing was changed\./);

  const toGroq = { ...(await row("mistral")).form, preset: "groq", baseUrl: "" };
  assert.deepEqual(await locationOf(console.post(path, toGroq)), done);
  assert.equal((await row("mistral")).baseUrl, "https://api.groq.com/openai/v1");
});

test("the page of providers adds, weighs and removes keys without a script, and shows none", async () => {
  await using console = await consoleOverPlane();
  const path = `${console.tenantPath}/providers`;
  const done = [303, path];
  const { db } = console.plane;
  await console.post(path, {
    action: "create",
    kind: "GEMINI",
    name: "gemini",
    baseUrl: "",
    apiKey: "AIza-first-key-1111",
  });
  const provider = await db.provider.findFirstOrThrow({ where: { name: "gemini" } });
  const id = btoa(`Provider:${provider.id}`);
  const add = { action: "add_key", id, apiKey: "AIza-second-key-2222", weight: "3" };
  assert.deepEqual(await locationOf(console.post(path, add)), done);
  const shown = await console.get(path);
  assert.match(shown.html, /2 keys/);
  assert.match(shown.html, /…1111/);
  assert.match(shown.html, /…2222/);
  assert.doesNotMatch(shown.html, /AIza-/);
  const refused = await console.post(path, { ...add, weight: "many" });
  assert.equal(refused.status, 422);
  assert.match(refused.html, /A whole number from 0 to 1000\. Nothing was changed\./);

  const second = await db.credential.findFirstOrThrow({ where: { weight: 3 } });
  const keyId = btoa(`ProviderKey:${second.id}`);
  assert.deepEqual(await locationOf(console.post(path, { action: "weigh_key", id: keyId, weight: "0" })), done);
  assert.equal((await db.credential.findUniqueOrThrow({ where: { id: second.id } })).weight, 0);
  const remove = { action: "remove_key", id: keyId, name: "2222", confirmation: "1111" };
  const unconfirmed = await console.post(path, remove);
  assert.match(unconfirmed.html, /What you typed is not the key/);
  assert.deepEqual(await locationOf(console.post(path, { ...remove, confirmation: "2222" })), done);
  assert.notEqual((await db.credential.findUniqueOrThrow({ where: { id: second.id } })).revokedAt, null);
});

test("the page of providers says at the field what is wrong, and sends no key back", async () => {
  await using console = await consoleOverPlane();
  const path = `${console.tenantPath}/providers`;
  for (
    const [form, problem] of [
      [{ ...NEW, name: "" }, /Give it a name/],
      [{ ...NEW, name: "a/b" }, /1 to 64 letters/],
      [{ ...NEW, baseUrl: "" }, /This kind needs the base URL/],
      [{ ...NEW, name: "mock" }, /There is a provider named &#39;mock&#39; already|named 'mock' already/],
      [{ ...NEW, kind: "OPENAI", baseUrl: "", apiKey: "" }, /This kind needs an API key/],
      [{ ...NEW, kind: "BEDROCK", apiKey: "k" }, /not available yet\./],
    ] as const
  ) {
    const answer = await console.post(path, form);
    assert.equal(answer.status, 422);
    assert.match(answer.html, problem);
  }
  const secret = await console.post(path, { ...NEW, name: "", apiKey: "sk-typed-and-lost" });
  assert.doesNotMatch(secret.html, /sk-typed/);
  assert.equal(await console.plane.db.provider.count(), 1);
});

async function locationOf(answer: Promise<{ status: number; location: string | null }>) {
  const { status, location } = await answer;
  return [status, location];
}
