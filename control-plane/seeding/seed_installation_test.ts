import assert from "node:assert/strict";
import { memoryTransport } from "../../shared/transport/memory/memory_transport.ts";
import { systemClock } from "../../shared/time/clock.ts";
import { sha256Hex } from "../../shared/identifiers/secret_token.ts";
import { configRevision } from "../../shared/contracts/config_revision.ts";
import { withDatabase } from "../../testing/services.ts";
import { test } from "../../testing/test.ts";
import { startControlPlane } from "../control_plane.ts";
import { openDatabase } from "../database.ts";
import { databaseText } from "../testing/database_text.ts";
import { collectingLogger, startTestControlPlane, testConfig } from "../testing/test_control_plane.ts";
import { InstallationFault } from "./installation_fault.ts";
import { PROVIDER_VARIABLES } from "./provider_variables.ts";
import type { Seeded } from "./seed_installation.ts";

/** Starts a control plane on a database, tells what it seeded, and stops it. */
async function startOnce(databaseUrl: string, environment: Record<string, string> = {}): Promise<Seeded | null> {
  const transport = memoryTransport({ clock: systemClock });
  try {
    const plane = await startControlPlane({
      config: testConfig(databaseUrl, environment),
      transport,
      logger: collectingLogger([]),
      instance: `control-plane-${crypto.randomUUID().slice(0, 8)}`,
    });
    await plane.stop();
    return plane.seeded;
  } finally {
    await transport.close();
  }
}

test("seedInstallation() makes up what is not given, and works without any key", async () => {
  const unset = { PERPETUO_ADMIN_EMAIL: "", PERPETUO_ADMIN_PASSWORD: "", PERPETUO_ADMIN_TOKEN: "" };
  await using plane = await startTestControlPlane({ environment: unset });
  await plane.controlPlane.feedReady;
  const { seeded } = plane.controlPlane;
  assert.equal(seeded!.email, "admin@perpetuo.local");
  assert.match(seeded!.password!, /^[A-Za-z0-9]{20}$/);
  assert.match(seeded!.apiKey!, /^ppk_/);
  assert.deepEqual([seeded!.model, seeded!.notices], ["default", []]);
  const text = await databaseText(plane.db);
  for (const secret of [seeded!.password!, seeded!.apiKey!.split("_")[2]!]) {
    assert.ok(!text.includes(secret) && !plane.logLines.join("\n").includes(secret));
  }
  const signIn = await fetch(`${plane.url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: seeded!.email, password: seeded!.password }),
  });
  assert.equal(signIn.status, 200, await signIn.text());

  const answer = await plane.transport.configFeed.get(seeded!.tenantId);
  assert.equal(answer.state, "found");
  const revision = configRevision.parse(answer.state === "found" && answer.value);
  assert.equal(revision.number, 1);
  assert.deepEqual(revision.providers.map(({ name, kind }) => [name, kind]), [["mock", "mock"]]);
  assert.deepEqual(revision.routes.map(({ name, tree }) => [name, tree]), [
    ["default", { type: "target", provider: "mock", model: "demo" }],
  ]);
  const key = await plane.transport.keyDirectory.get(seeded!.apiKey!.split("_")[1]!);
  assert.equal(key.state === "found" && key.value.sha256, sha256Hex(seeded!.apiKey!));
});

test("seedInstallation() takes what is given, and tells nothing of it", async () => {
  await using database = await withDatabase();
  const environment = {
    PERPETUO_ADMIN_EMAIL: "Boss@Example.com",
    PERPETUO_API_KEY: "ppk_givenkey0001_0123456789abcdefghijklmnopqrstuv",
    OPENAI_API_KEY: "sk-openai-0123456789",
    ANTHROPIC_API_KEY: "sk-ant-0123456789",
    GEMINI_API_KEY: "AIza0123456789",
    AZURE_OPENAI_API_KEY: "azure-0123456789",
    AZURE_OPENAI_ENDPOINT: "https://ours.openai.example.com/",
    MISTRAL_API_KEY: "mistral-0123456789",
    AWS_BEARER_TOKEN_BEDROCK: "bedrock-0123456789",
  };
  const seeded = await startOnce(database.url, environment);
  assert.deepEqual([seeded!.email, seeded!.password, seeded!.apiKey], ["boss@example.com", null, null]);
  assert.deepEqual(seeded!.notices, [
    "AWS_BEARER_TOKEN_BEDROCK is set, but Amazon Bedrock is not available yet: no provider was made for it.",
    "The route 'default' leaves out azure, whose deployments only you can name.",
  ]);
  const { db, close } = openDatabase(database.url, { connectionsMax: 1 });
  try {
    const route = await db.route.findFirstOrThrow();
    assert.deepEqual((route.tree as { children: { provider: string }[] }).children.map(({ provider }) => provider), [
      "openai",
      "anthropic",
      "gemini",
      "mistral",
    ]);
    assert.equal(await db.credential.count(), 5);
    const providers = await db.provider.findMany({
      where: { name: { in: ["azure", "mistral"] } },
      orderBy: { id: "asc" },
    });
    assert.deepEqual(providers.map(({ name, kind, baseUrl, settings }) => [name, kind, baseUrl, settings]), [
      ["azure", "AZURE_OPENAI", "https://ours.openai.example.com", null],
      ["mistral", "OPENAI_COMPATIBLE", "https://api.mistral.ai/v1", { preset: "mistral" }],
    ]);
    assert.equal(await db.apiKey.count({ where: { keyId: "givenkey0001" } }), 1);
    assert.doesNotMatch(
      await databaseText(db),
      /sk-openai|sk-ant|AIza|azure-0|mistral-0|bedrock|0123456789abcdefghijklmnopqrstuv/,
    );
  } finally {
    await close();
  }
  assert.equal(await startOnce(database.url, { ...environment, PERPETUO_API_KEY: "nonsense" }), null);
});

test("seedInstallation() makes a provider of every preset's key, within a route's bounds", async () => {
  await using database = await withDatabase();
  const keys = Object.fromEntries([...PROVIDER_VARIABLES.keys()].map((name) => [name, "key-0123456789"]));
  const seeded = await startOnce(database.url, keys);
  assert.deepEqual(seeded!.notices, [
    "AZURE_OPENAI_API_KEY is set, but AZURE_OPENAI_ENDPOINT is not: no provider was made for it.",
  ]);
  const { db, close } = openDatabase(database.url, { connectionsMax: 1 });
  const [mock, ...made] = await db.provider.findMany({ orderBy: { id: "asc" } });
  await close();
  const expected = [...PROVIDER_VARIABLES.values()].map(({ name }) => name).filter((name) => name !== "azure");
  assert.deepEqual([mock!.name, ...made.map(({ name }) => name)], ["mock", ...expected]);
});

test("seedInstallation() leads to the mock where no model of the given provider is known", async () => {
  await using database = await withDatabase();
  const azure = { AZURE_OPENAI_API_KEY: "azure-0123456789", AZURE_OPENAI_ENDPOINT: "https://ours.example.com" };
  assert.equal((await startOnce(database.url, azure))!.notices.length, 1);
  const { db, close } = openDatabase(database.url, { connectionsMax: 1 });
  const { tree } = await db.route.findFirstOrThrow();
  await close();
  assert.deepEqual(tree, { type: "target", provider: "mock", model: "demo" });
});

test("seedInstallation() names every given value that does not hold, and makes nothing", async () => {
  await using database = await withDatabase();
  const wrong = {
    PERPETUO_ADMIN_EMAIL: "nobody",
    PERPETUO_ADMIN_PASSWORD: "short12",
    PERPETUO_ADMIN_TOKEN: "ppk_adminadmin01_0123456789abcdefghijklmnopqrstuv",
    PERPETUO_API_KEY: "ppk_short_x",
    OPENAI_API_KEY: "two words",
    AZURE_OPENAI_ENDPOINT: "ours.example.com",
  };
  await assert.rejects(startOnce(database.url, { ...wrong, AZURE_OPENAI_API_KEY: "azure-0123456789" }), (error) => {
    assert.ok(error instanceof InstallationFault);
    for (const [name, value] of Object.entries(wrong)) {
      assert.match(error.message, new RegExp(`${name} must`));
      assert.ok(!error.message.includes(value));
    }
    return true;
  });
  const { db, close } = openDatabase(database.url, { connectionsMax: 1 });
  assert.deepEqual([await db.user.count(), await db.tenant.count()], [0, 0]);
  await close();
});

test("seedInstallation() seeds once when several processes start together", async () => {
  await using database = await withDatabase();
  const seeds = await Promise.all(Array.from({ length: 3 }, () => startOnce(database.url)));
  assert.equal(seeds.filter((seeded) => seeded !== null).length, 1);
  const { db, close } = openDatabase(database.url, { connectionsMax: 1 });
  assert.deepEqual([await db.user.count(), await db.tenant.count(), await db.revision.count()], [1, 1, 1]);
  await close();
});

test("ensureInstallation() refuses a wrong master key, and takes the right one behind a new one", async () => {
  await using database = await withDatabase();
  await startOnce(database.url);
  const other = btoa("fedcba9876543210fedcba9876543210");
  const right = btoa("0123456789abcdef0123456789abcdef");
  for (const keys of [`k1:${other}`, `k2:${other}`]) {
    await assert.rejects(startOnce(database.url, { PERPETUO_MASTER_KEYS: keys }), (error) => {
      assert.ok(error instanceof InstallationFault);
      assert.match(error.message, /^The master key does not open this installation's data\./);
      assert.ok(!error.message.includes(other));
      return true;
    });
  }
  assert.equal(await startOnce(database.url, { PERPETUO_MASTER_KEYS: `k2:${other},k1:${right}` }), null);
});
