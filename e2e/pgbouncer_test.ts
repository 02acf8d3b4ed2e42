import assert from "node:assert/strict";
import type pg from "pg";
import { type ControlPlane, startControlPlane } from "../control-plane/control_plane.ts";
import { openDatabase } from "../control-plane/database.ts";
import { openSearchDatabase } from "../control-plane/logs/search_database.ts";
import { LogPartitions } from "../control-plane/recorder/log_partitions.ts";
import { sqlState } from "../control-plane/recorder/sql_state.ts";
import { sampleRecord } from "../control-plane/recorder/testing/sample_record.ts";
import { expireRecords } from "../control-plane/retention/expire_records.ts";
import { encodeGlobalId } from "../control-plane/graphql/global_id.ts";
import { type Api, apiAt } from "../control-plane/testing/api.ts";
import { postAccount, signIn } from "../control-plane/testing/sign_in.ts";
import { ADMIN, collectingLogger, testConfig } from "../control-plane/testing/test_control_plane.ts";
import { connected } from "../prisma/engine/testing/migrations_fixture.ts";
import { systemClock } from "../shared/time/clock.ts";
import { memoryTransport } from "../shared/transport/memory/memory_transport.ts";
import { eventually } from "../testing/eventually.ts";
import { startPgBouncer } from "../testing/pgbouncer_process.ts";
import { findOrInstallPgBouncer } from "../testing/pgbouncer_program.ts";
import { withDatabase } from "../testing/services.ts";
import { backupDatabase } from "../tools/backup/backup_database.ts";
import { written } from "../shared/transport/contract/written.ts";

const DAY_MS = 86_400_000;
/** Fewer than the connections of any one control plane. */
const POOL_SIZE = 4;

const program = await findOrInstallPgBouncer();
if (program === null) console.log("No pgbouncer on PATH: what runs behind one is not tested here.");

/** Two control planes on one database behind a pooler in transaction mode. */
async function pooledPlanes(pooler: string) {
  await using undo = new AsyncDisposableStack();
  const database = undo.use(await withDatabase());
  const bouncer = undo.use(await startPgBouncer(pooler, database.url, { poolSize: POOL_SIZE, queryWaitSeconds: 1 }));
  const transport = memoryTransport({ clock: systemClock });
  undo.defer(() => transport.close());
  const logLines: string[] = [];
  const start = (instance: string, environment: Record<string, string>) =>
    startControlPlane({
      config: testConfig(bouncer.url, environment),
      transport,
      logger: collectingLogger(logLines),
      instance,
    });
  const planes: ControlPlane[] = [];
  for (const instance of ["one", "two"]) {
    const plane = await start(instance, { DATABASE_DIRECT_URL: database.url });
    undo.defer(() => plane.stop());
    planes.push(plane);
  }
  const { db, close } = openDatabase(bouncer.url, { connectionsMax: 8 });
  undo.defer(close);
  const owned = undo.move();
  return {
    db,
    transport,
    logLines,
    planes,
    start,
    pooledUrl: bouncer.url,
    directUrl: database.url,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** A client that keeps a connection of the server. */
async function holding(url: string): Promise<pg.Client> {
  const client = await connected(url);
  await client.query("BEGIN");
  await client.query("SELECT 1");
  return client;
}

Deno.test({ name: "control planes work behind a pooler in transaction mode", ignore: program === null }, async (t) => {
  await using scene = await pooledPlanes(program!);
  const { db, transport, planes } = scene;
  const [one, two] = planes.map(({ url }) => apiAt(url, ADMIN.token)) as [Api, Api];
  const tenant = await db.tenant.findFirstOrThrow({ include: { projects: true } });
  const tenantId = encodeGlobalId("Tenant", tenant.id);

  await t.step("startControlPlane() refuses the pooler for what needs sessions, and says what to set", async () => {
    await assert.rejects(scene.start("three", {}), /it is behind a pooler .* Set DATABASE_DIRECT_URL/);
  });

  await t.step("accounts sign in on either of them", async () => {
    for (const { url } of planes) {
      const browser = await signIn(url, { email: ADMIN.email, password: ADMIN.password });
      assert.equal((await browser.data("{ viewer { email } }")).viewer.email, ADMIN.email);
    }
  });

  await t.step("publishConfig() numbers what is published on both of them at once without a gap", async () => {
    const changes = [one, two, one, two, one, two].map(async (api, index) => {
      const created = await api.mutate("createProject", { tenantId, name: `p${index}` });
      assert.equal(created.__typename, "CreateProjectPayload", JSON.stringify(created));
      return await api.mutate("publishConfig", { tenantId }, "revision { number }");
    });
    for (const published of await Promise.all(changes)) assert.equal(published.__typename, "PublishConfigPayload");
    const revisions = await db.revision.findMany({ where: { tenantId: tenant.id }, orderBy: { number: "asc" } });
    assert.deepEqual(revisions.map(({ number }) => number), revisions.map((_, index) => index + 1));
    const newest = revisions.at(-1)!;
    await eventually(async () => {
      const answer = await transport.configFeed.get(tenant.id);
      return answer.state === "found" && (answer.value as { number: number }).number === newest.number;
    });
  });

  await t.step("the outbox's listeners hear what a transaction behind the pooler notifies", async () => {
    await using listener = await connected(scene.directUrl);
    let heard = 0;
    listener.on("notification", () => heard++);
    await listener.query("LISTEN perpetuo_outbox");
    await one.mutate("createApiKey", { projectId: encodeGlobalId("Project", tenant.projects[0]!.id), name: "heard" });
    await eventually(() => heard > 0);
    const { rows } = await listener.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'perpetuo-outbox-listener'`,
    );
    assert.equal(rows.length, planes.length, "each listens past the pooler");
  });

  await t.step("the recorders store records, tail them, and searches find them", async () => {
    const project = tenant.projects[0]!;
    const fields = { tenantId: tenant.id, projectId: project.id };
    const at = Date.now();
    const records = Array.from(
      { length: 500 },
      (_, index) => sampleRecord(index + 1, { ...fields, atMs: at - index % 3 * DAY_MS }),
    );
    await eventually(async () => (await transport.recordStream.writer.append(written(records))).state === "appended");
    await eventually(async () => await db.requestLog.count({ where: { projectId: project.id } }) === 500);
    const query = "query ($id: ID!) { requestLogs(projectId: $id, first: 5) { edges { node { id } } } }";
    const found = await two.data(query, { id: encodeGlobalId("Project", project.id) });
    assert.equal(found.requestLogs.edges.length, 5);
  });

  await t.step("a bound on statements ends one that takes too long, and stays with nobody else", async () => {
    const { db: search, close } = openDatabase(scene.pooledUrl, { statementTimeoutMs: 50 });
    try {
      const slow = () => search.$queryRaw`SELECT pg_sleep(5)::text`;
      await assert.rejects(slow(), (error) => sqlState(error) === "57014");
      await assert.rejects(
        search.$transaction((tx) => tx.$queryRaw`SELECT pg_sleep(5)::text`),
        (error) => sqlState(error) === "57014",
      );
      const patient = Array.from({ length: POOL_SIZE }, () => db.$queryRaw`SELECT pg_sleep(0.1)::text`);
      await Promise.all(patient);
      const { db: searches, close: closeSearches } = openSearchDatabase(scene.pooledUrl);
      await searches.requestLog.findFirst();
      const [row] = await searches.$queryRaw<{ bound: string }[]>`SELECT current_setting('statement_timeout') AS bound`;
      assert.equal(row!.bound, "10s");
      await closeSearches();
    } finally {
      await close();
    }
  });

  await t.step("retention deletes rows and drops partitions while records are stored", async () => {
    const partitions = new LogPartitions(db);
    await partitions.ensure([Date.now() - 40 * DAY_MS, Date.now() + 3 * DAY_MS]);
    assert.equal((await partitions.dropBefore(Date.now() - 30 * DAY_MS)).length, 1);
    await db.tenant.update({ where: { id: tenant.id }, data: { logRetentionDays: 1 } });
    const dependencies = { db, clock: systemClock, logger: collectingLogger([]) };
    const signal = new AbortController().signal;
    const deleted = await Promise.all([1, 2].map(() => expireRecords(dependencies, { retentionDays: 30, signal })));
    assert.equal(deleted[0]! + deleted[1]!, Math.floor(500 / 3));
  });

  await t.step("backupDatabase() reads one moment through the pooler", async () => {
    const directory = await Deno.makeTempDir();
    const options = { databaseUrl: scene.pooledUrl, directory: `${directory}/b`, masterKeys: null, clock: systemClock };
    const { tables } = await backupDatabase(options);
    assert.ok(tables.find(({ name }) => name === "RequestLog")!.rows > 300);
    await Deno.remove(directory, { recursive: true });
  });

  await t.step("a pool that is exhausted is a typed error, and passes", async () => {
    const holders = await Promise.all(Array.from({ length: POOL_SIZE }, () => holding(scene.pooledUrl)));
    const answer = await one.send("{ viewer { email } }");
    assert.equal(answer.errors?.[0]?.extensions.code, "UNAVAILABLE", JSON.stringify(answer));
    const account = await postAccount(planes[0]!.url, "/sign-in/email", {
      email: ADMIN.email,
      password: ADMIN.password,
    });
    assert.deepEqual([account.status, account.headers.get("retry-after")], [503, "1"], await account.text());
    assert.equal((await (await fetch(`${planes[0]!.url}/readyz`)).json()).ready, false);
    for (const holder of holders) await holder.end();
    await eventually(async () => (await one.send("{ viewer { email } }")).errors === undefined);
    await eventually(async () => (await (await fetch(`${planes[0]!.url}/readyz`)).json()).ready);
    const { __typename } = await two.mutate("createProject", { tenantId, name: "after" });
    assert.equal(__typename, "CreateProjectPayload");
  });

  const faults = scene.logLines.filter((line) => line.includes('"level":"error"'));
  assert.deepEqual(faults, [], "nothing else went wrong");
});
