import assert from "node:assert/strict";
import type pg from "pg";
import { applyMigrations } from "../../prisma/engine/apply_migrations.ts";
import { connected, directoryOf, emptyDatabase } from "../../prisma/engine/testing/migrations_fixture.ts";
import { startControlPlane } from "../../control-plane/control_plane.ts";
import { encodeGlobalId } from "../../control-plane/graphql/global_id.ts";
import { apiAt } from "../../control-plane/testing/api.ts";
import { collectingLogger, testConfig } from "../../control-plane/testing/test_control_plane.ts";
import { createSecretToken, sha256Hex } from "../../shared/identifiers/secret_token.ts";
import { systemClock } from "../../shared/time/clock.ts";
import { memoryTransport } from "../../shared/transport/memory/memory_transport.ts";
import { eventually } from "../../testing/eventually.ts";
import { test } from "../../testing/test.ts";
import { repositoryPath } from "../../tools/repository.ts";
import { OldBuild } from "./old_build.ts";

const MIGRATIONS = repositoryPath("prisma/migrations");

/** Builds whose databases are upgraded here, by the newest migration that they had. */
for (const level of ["0008_webhooks", "0011_prices_and_key_rotation", newest()]) {
  test(`migrations from ${level.slice(0, 4)} on let an old control plane work before, meanwhile and after`, async () => {
    await using database = await emptyDatabase();
    await using upTo = await migrationsUpTo(level);
    await applyMigrations(database.url, upTo.path);
    await using client = await connected(database.url);
    const old = new OldBuild(client);
    await old.install();
    await old.record(40);
    await old.change();
    const applied = await whileWorking(old, () => applyMigrations(database.url, MIGRATIONS));
    assert.deepEqual(applied, names().filter((name) => name > level));
    await old.record(40);
    await old.change();
    await assertKept(client, old);
    await assertPlanned(client);
  });
}

test("a control plane of today serves what an old build wrote, while that one goes on writing", async () => {
  await using database = await emptyDatabase();
  await using upTo = await migrationsUpTo("0008_webhooks");
  await applyMigrations(database.url, upTo.path);
  await using client = await connected(database.url);
  const old = new OldBuild(client);
  await old.install();
  await old.record(20);
  // Its secrets are sealed by nobody's key here: the installation is made by the new build.
  await client.query(`DELETE FROM "Installation"; DELETE FROM "Credential"`);
  const token = createSecretToken("ppt");
  await client.query(
    `INSERT INTO "PersonalAccessToken" ("id", "tokenId", "sha256", "userId", "name", "scopes")
      VALUES (gen_random_uuid(), $1, decode($2, 'hex'), $3, 'old', '{*}')`,
    [token.id, sha256Hex(token.token), old.ids.user],
  );
  const transport = memoryTransport({ clock: systemClock });
  const config = testConfig(database.url);
  const logger = collectingLogger([]);
  const plane = await whileWorking(old, () => startControlPlane({ config, transport, logger, instance: "new" }));
  try {
    const api = apiAt(plane.url, token.token);
    const ids = { tenantId: encodeGlobalId("Tenant", old.ids.tenant), id: encodeGlobalId("Project", old.ids.project) };
    const query = "query ($id: ID!) { requestLogs(projectId: $id, first: 100) { edges { node { id } } } }";
    const shown = (await api.data(query, { id: ids.id })).requestLogs.edges.length;
    assert.equal(shown, Math.min(old.written, 100));
    const published = await api.mutate("publishConfig", { tenantId: ids.tenantId }, "revision { number }");
    assert.equal(published.__typename, "PublishConfigPayload", JSON.stringify(published));
    await old.record(20);
    await eventually(async () => (await transport.configFeed.get(old.ids.tenant)).state === "found");
  } finally {
    await plane.stop();
    await transport.close();
  }
});

/** Lets the old build work on, one transaction after the other, until something is done; none of its statements may fail. */
async function whileWorking<T>(old: OldBuild, work: () => Promise<T>): Promise<T> {
  let done = false;
  const working = (async () => {
    do {
      await old.record(8);
      await old.change();
    } while (!done);
  })();
  try {
    return await work();
  } finally {
    done = true;
    await working;
  }
}

async function assertKept(client: pg.Client, old: OldBuild): Promise<void> {
  const { rows: [kept] } = await client.query(
    `SELECT (SELECT count(*)::int FROM "RequestLog") AS records, (SELECT sum("requests")::int FROM "UsageDaily") AS used,
      (SELECT sum("nanoUsd")::int FROM "BudgetSpend") AS spent,
      (SELECT "watermark"::int FROM "RecordWatermark") AS watermark,
      (SELECT count(*)::int FROM "AuditEvent") - 2 * (SELECT count(*)::int FROM "Revision") AS unaudited`,
  );
  const { written } = old;
  assert.deepEqual(kept, { records: written, used: written, spent: written, watermark: written, unaudited: 0 });
}

/** Every statement that the control plane of 0008 sent in its own tests is still one that Postgres can plan. */
async function assertPlanned(client: pg.Client): Promise<void> {
  const file = new URL("./fixtures/statements_0008.json", import.meta.url);
  const statements: string[] = JSON.parse(await Deno.readTextFile(file));
  await client.query("SET plan_cache_mode = force_generic_plan");
  const refused: string[] = [];
  for (const statement of statements) {
    const parameters = Math.max(0, ...Array.from(statement.matchAll(/\$(\d+)/g), ([, number]) => Number(number)));
    const values = parameters === 0 ? "" : `(${new Array(parameters).fill("NULL").join(", ")})`;
    await client.query(`PREPARE old AS ${statement}; EXPLAIN EXECUTE old${values}; DEALLOCATE old`).catch(
      async (error) => {
        refused.push(`${error.message}: ${statement}`);
        await client.query("DEALLOCATE ALL");
      },
    );
  }
  assert.deepEqual(refused, []);
  assert.ok(statements.length > 400);
}

function names(): string[] {
  return [...Deno.readDirSync(MIGRATIONS)].filter((entry) => entry.isDirectory).map((entry) => entry.name).sort();
}

function newest(): string {
  return names().at(-1)!;
}

function migrationsUpTo(level: string) {
  const sql = (name: string) => Deno.readTextFileSync(`${MIGRATIONS}/${name}/migration.sql`);
  return directoryOf(Object.fromEntries(names().filter((name) => name <= level).map((name) => [name, sql(name)])));
}
