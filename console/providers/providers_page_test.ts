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
