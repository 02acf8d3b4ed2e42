import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { eventually } from "../../testing/eventually.ts";
import { databaseText } from "../testing/database_text.ts";
import type { OperationRow } from "../testing/operation_row.ts";
import { OPERATION_TABLE } from "../testing/operation_table.ts";
import type { GraphqlData } from "../testing/api.ts";
import { type OperationWorld, startOperationWorld } from "../testing/operation_world.ts";
import type { TestControlPlane } from "../testing/test_control_plane.ts";

const MUTATIONS = OPERATION_TABLE.filter(({ operation }) => operation.startsWith("Mutation."));
/** Those that leave nothing for others come last. */
const IN_ORDER = [...MUTATIONS.filter(({ changing }) => !changing), ...MUTATIONS.filter(({ changing }) => changing)];

test("every mutation leaves an event of its action, and nothing at all where the event cannot be written", async (t) => {
  await using started = await startOperationWorld();
  const { world, plane } = started;
  await refuseEventsOnDemand(plane);
  for (const row of IN_ORDER) {
    await t.step(row.operation, async () => {
      await world.tidy();
      const attempt = () => (row.changing ?? row.attempt)(world);
      if (row.unaudited === undefined) await expectRollback(plane, row, await attempt());
      const { query, variables } = await attempt();
      const before = await plane.db.auditEvent.findMany({ select: { id: true } });
      const response = await world.owner.post({ query, variables });
      const answer = await response.json();
      assert.equal(answer.errors, undefined, JSON.stringify(answer.errors));
      const known = new Set(before.map(({ id }) => id));
      const events = (await plane.db.auditEvent.findMany()).filter(({ id }) => !known.has(id));
      if (row.unaudited !== undefined) return assert.deepEqual(events, [], row.unaudited);
      const event = events.find(({ action }) => action === (row.auditedAs ?? row.action));
      assert.ok(event !== undefined, `${JSON.stringify(events)} ${JSON.stringify(answer)}`);
      assert.equal(event.requestId, response.headers.get("x-request-id"));
      assert.equal(event.actorKind, "token");
    });
  }
  await t.step("and all of it can be read", () => expectReadable(world));
});

/** Whatever it was done to can be looked at, or is told to be there no more. */
async function expectReadable({ owner, tenantId }: OperationWorld): Promise<void> {
  const query = `query ($id: ID!, $after: String) { auditEvents(tenantId: $id, first: 100, after: $after) {
    pageInfo { hasNextPage endCursor }
    edges { node { action actor { kind name id } target { kind id name node { __typename id } } changes { path } } } } }`;
  const kinds = new Set<string>();
  let after: string | null = null;
  do {
    const { auditEvents }: GraphqlData = await owner.data(query, { id: tenantId, after });
    for (const { node: { action, actor, target } } of auditEvents.edges) {
      if (actor.kind !== "SYSTEM") assert.ok(actor.id !== null && actor.name !== null, `${action} by nobody`);
      if (target.node === null) continue;
      assert.deepEqual(target.node, { __typename: target.kind, id: target.id }, action);
      kinds.add(target.kind);
    }
    after = auditEvents.pageInfo.hasNextPage ? auditEvents.pageInfo.endCursor : null;
  } while (after !== null);
  assert.ok(kinds.size >= 12, [...kinds].join());
}

/** Makes the database refuse every new event while its setting `test.refuse_audit` is on. */
async function refuseEventsOnDemand({ db }: TestControlPlane): Promise<void> {
  await db.$executeRawUnsafe(`CREATE TABLE "AuditRefusal" ("on" boolean NOT NULL)`);
  await db.$executeRawUnsafe(`INSERT INTO "AuditRefusal" VALUES (false)`);
  await db.$executeRawUnsafe(`
    CREATE FUNCTION "refuse_audit"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF (SELECT "on" FROM "AuditRefusal") THEN RAISE EXCEPTION 'no event can be written'; END IF;
      RETURN NEW;
    END $$`);
  await db.$executeRawUnsafe(`
    CREATE TRIGGER "refuse_audit" BEFORE INSERT ON "AuditEvent" FOR EACH ROW EXECUTE FUNCTION "refuse_audit"()`);
}

async function expectRollback(
  plane: TestControlPlane,
  row: OperationRow,
  { query, variables }: { query: string; variables?: Record<string, unknown> },
): Promise<void> {
  const { db, owner } = plane;
  // What is on its way to gateways changes rows by itself.
  await eventually(async () => await db.feedOutbox.count({ where: { deliveredAt: null } }) === 0);
  await db.$executeRaw`UPDATE "AuditRefusal" SET "on" = true`;
  try {
    const before = await settledRows(plane);
    const answer = await owner.send(query, variables);
    assert.equal(answer.errors?.[0]?.extensions.code, "INTERNAL", `${row.operation}: ${JSON.stringify(answer)}`);
    const after = await settledRows(plane);
    const changed = [...before.symmetricDifference(after)].map((line) => line.slice(0, 300));
    assert.deepEqual(changed, [], `${row.operation} is undone as a whole`);
  } finally {
    await db.$executeRaw`UPDATE "AuditRefusal" SET "on" = false`;
  }
}

/** What the database holds, but for what goes on in the background all the time. */
async function settledRows({ db }: TestControlPlane): Promise<Set<string>> {
  return new Set((await databaseText(db, BACKGROUND)).split("\n"));
}

const BACKGROUND = [
  "BudgetCheck",
  "EndUserErasure",
  "LedgerEpoch",
  "LedgerSettlement",
  "PersonalAccessToken",
  "RateLimit",
  "RecordGap",
  "RecordGapCheck",
  "Rewrapping",
  "WebhookDelivery",
];
