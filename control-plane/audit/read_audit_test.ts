import assert from "node:assert/strict";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { systemClock } from "../../shared/time/clock.ts";
import { test } from "../../testing/test.ts";
import { encodeGlobalId } from "../graphql/global_id.ts";
import type { GraphqlData } from "../testing/api.ts";
import { type OperationWorld, startOperationWorld } from "../testing/operation_world.ts";
import { ADMIN } from "../testing/test_control_plane.ts";
import { pruneAudit } from "./prune_audit.ts";

const EVENTS = `query ($id: ID!, $filter: AuditEventFilter, $first: Int, $after: String) {
  auditEvents(tenantId: $id, filter: $filter, first: $first, after: $after) {
    pageInfo { hasNextPage endCursor }
    edges { node {
      id at action ipAddress requestId before after
      actor { kind id name email userId }
      target { kind id name node { __typename id } }
      changes { path before after }
    } }
  }
}`;

test("the audit trail", async (t) => {
  await using started = await startOperationWorld();
  const { world, plane } = started;
  const project = await renamedProject(world);
  await t.step("tells who did what to what, and what differs", () => expectWhole(world, project));
  await t.step("goes on page by page without missing or repeating any", () => expectPages(world));
  await t.step("is filtered by each condition", () => expectFilters(world, project));
  await t.step("says what is wrong with a filter or cursor", () => expectProblems(world));
  await t.step("names service accounts, and what is there no more", () => expectNames(world));
  await t.step("is exported as CSV and JSON lines, which is an event itself", () => expectExports(world));
  await t.step("is never changed, and only its retention takes what is old", async () => {
    for (
      const change of [
        `UPDATE "AuditEvent" SET "action" = 'nothing'`,
        `DELETE FROM "AuditEvent"`,
        `TRUNCATE "AuditEvent"`,
        `SELECT set_config('perpetuo.audit_retention', 'on', true); DELETE FROM "AuditEvent"`,
      ]
    ) await assert.rejects(plane.db.$executeRawUnsafe(change), change);
    const old = new Date(systemClock.now() - 40 * 86_400_000);
    const data = { id: uuidv7(old.getTime()), ts: old, actorKind: "system", action: "x.y", targetKind: "Installation" };
    await plane.db.auditEvent.create({ data });
    const kept = await plane.db.auditEvent.count();
    const dependencies = { db: plane.db, clock: systemClock };
    assert.equal(await pruneAudit(dependencies, { retentionDays: 30 }), 1);
    assert.equal(await pruneAudit(dependencies, { retentionDays: 30 }), 0);
    assert.equal(await plane.db.auditEvent.count(), kept, "one is gone, and its going is written down");
    assert.equal(await plane.db.auditEvent.count({ where: { id: data.id } }), 0);
    assert.equal(await plane.db.auditEvent.count({ where: { action: "audit.prune" } }), 1);
  });
});

async function renamedProject(world: OperationWorld): Promise<{ id: string; requestId: string }> {
  const id = await world.fresh.projectId();
  const response = await world.owner.post({
    query: "mutation ($input: UpdateProjectInput!) { updateProject(input: $input) { __typename } }",
    variables: { input: { id, name: "renamed=once" } },
  });
  await response.body?.cancel();
  return { id, requestId: response.headers.get("x-request-id")! };
}

async function events(world: OperationWorld, variables: Record<string, unknown> = {}): Promise<GraphqlData[]> {
  const data = await world.owner.data(EVENTS, { id: world.tenantId, ...variables });
  return data.auditEvents.edges.map(({ node }: GraphqlData) => node);
}

async function expectWhole(world: OperationWorld, project: { id: string; requestId: string }): Promise<void> {
  const [event] = await events(world, { filter: { targetId: project.id }, first: 1 });
  const { action, ipAddress, requestId, actor, target, changes } = event;
  assert.deepEqual([action, ipAddress, requestId], ["project.update", "127.0.0.1", project.requestId]);
  assert.deepEqual(actor, {
    kind: "TOKEN",
    id: world.tokenId,
    name: "Given at the first start",
    email: "owner@example.com",
    userId: world.userId,
  });
  const node = { __typename: "Project", id: project.id };
  assert.deepEqual(target, { kind: "Project", id: project.id, name: "renamed=once", node });
  const renamed = changes.find(({ path }: GraphqlData) => path === "/name");
  assert.deepEqual([renamed.before.startsWith("thing-"), renamed.after], [true, "renamed=once"]);
  const one = await world.owner.data("query ($id: ID!) { node(id: $id) { ... on AuditEvent { action } } }", {
    id: event.id,
  });
  assert.equal(one.node.action, "project.update");
}

async function expectPages(world: OperationWorld): Promise<void> {
  const all = await events(world, { first: 200 });
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const { auditEvents }: GraphqlData = await world.owner.data(EVENTS, { id: world.tenantId, first: 3, after });
    seen.push(...auditEvents.edges.map(({ node }: GraphqlData) => node.id));
    after = auditEvents.pageInfo.hasNextPage ? auditEvents.pageInfo.endCursor : null;
  } while (after !== null);
  assert.deepEqual(seen, all.map(({ id }) => id));
  const times = all.map(({ at }) => at);
  assert.deepEqual(times, times.toSorted().toReversed());
}

async function expectFilters(world: OperationWorld, project: { id: string; requestId: string }): Promise<void> {
  const all = await events(world, { first: 200 });
  const actions = new Set(all.map(({ action }) => action));
  const count = async (filter: object) => (await events(world, { filter, first: 200 })).length;
  const matching = (wanted: (event: GraphqlData) => boolean) => all.filter(wanted).length;
  assert.ok(actions.has("installation.seed"));
  const { at } = all[0]!;
  const cases: [object, number][] = [
    [{}, all.length],
    [{ actions: [] }, all.length],
    [{ actions: ["project.*"] }, matching(({ action }) => action.startsWith("project."))],
    [
      { actions: ["project.update", "policy.create"] },
      matching(({ action }) => /^(project\.update|policy\.create)$/.test(action)),
    ],
    [{ targetKind: "Policy" }, matching(({ target }) => target.kind === "Policy")],
    [{ targetId: project.id }, 2],
    [{ actor: world.userId }, matching(({ actor }) => actor.userId === world.userId)],
    [{ actor: world.tokenId, actions: ["project.update"] }, 1],
    [{ actorKind: "SYSTEM" }, matching(({ actor }) => actor.kind === "SYSTEM")],
    [{ text: "RENAMED=" }, 1],
    [{ text: "renamed_once" }, 0],
    [{ text: project.requestId }, 1],
    [{ from: at }, matching((event) => event.at >= at)],
    [{ to: at }, matching((event) => event.at < at)],
    [{ actor: encodeGlobalId("User", uuidv7(1)) }, 0],
  ];
  for (const [filter, expected] of cases) assert.equal(await count(filter), expected, JSON.stringify(filter));
}

async function expectProblems(world: OperationWorld): Promise<void> {
  const cases: [Record<string, unknown>, string][] = [
    [{ filter: { actor: world.projectId } }, "filter.actor"],
    [{ filter: { targetId: "nonsense" } }, "filter.targetId"],
    [{ filter: { actions: ["%"] } }, "filter.actions.0"],
    [{ filter: { text: "x" } }, "filter.text"],
    [{ filter: { targetKind: "a b" } }, "filter.targetKind"],
    [{ after: "nonsense" }, "after"],
    [{ after: btoa("audit:1:2") }, "after"],
  ];
  for (const [variables, path] of cases) {
    const answer = await world.owner.send(EVENTS, { id: world.tenantId, ...variables });
    assert.equal(answer.errors?.[0]?.extensions.code, "VALIDATION", JSON.stringify([variables, answer]));
    assert.equal(answer.errors[0].extensions.issues![0].path.join("."), path);
  }
}

async function expectNames(world: OperationWorld): Promise<void> {
  const { plane, tenantUuid } = world;
  const robot = await plane.serviceAccount(tenantUuid, "ADMIN");
  const made = await robot.mutate("createProject", { tenantId: world.tenantId, name: "by robot" }, "project { id }");
  const [byRobot] = await events(world, { filter: { actorKind: "SERVICE_ACCOUNT" } });
  const account = await plane.db.serviceAccount.findFirstOrThrow({ orderBy: { id: "desc" } });
  assert.deepEqual(byRobot.actor, {
    kind: "SERVICE_ACCOUNT",
    id: encodeGlobalId("ServiceAccount", account.id),
    name: account.name,
    email: null,
    userId: null,
  });
  await plane.db.project.delete({ where: { id: atob(made.project.id).split(":")[1]! } });
  const [gone] = await events(world, { filter: { targetId: made.project.id } });
  assert.deepEqual(gone.target, { kind: "Project", id: made.project.id, name: "by robot", node: null });
}

async function expectExports(world: OperationWorld): Promise<void> {
  const { plane } = world;
  const fetchExport = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${plane.url}/api/export/${path}`, { headers: { authorization: `Bearer ${ADMIN.token}`, ...headers } });
  const all = await events(world, { first: 200 });
  const query = `tenantId=${encodeURIComponent(world.tenantId)}`;
  const lines = await fetchExport(`audit.jsonl?${query}`);
  assert.equal(lines.headers.get("content-type"), "application/x-ndjson; charset=utf-8");
  const rows = (await lines.text()).trim().split("\n").map((line) => JSON.parse(line));
  // Written down before the first row, the export is in itself.
  assert.equal(rows[0].action, "data.export");
  assert.deepEqual(rows.slice(1).map(({ action }) => action), all.map(({ action }) => action));
  const csv = await fetchExport(`audit.csv?${query}&action=project.update&action=policy.create`);
  assert.equal(csv.status, 200, csv.ok ? "" : await csv.text());
  assert.match(csv.headers.get("content-disposition")!, /^attachment; filename="audit-\d{4}-\d{2}-\d{2}\.csv"$/);
  const text = await csv.text();
  assert.match(text, /^at,id,action,actorKind,[a-zA-Z,]+,before,after\r\n/);
  assert.match(text, /,project\.update,token,/);
  const refusals: [string, Record<string, string>, number][] = [
    [`audit.csv?${query}`, { authorization: "Bearer nobody" }, 401],
    [`audit.csv?${query}&nonsense=1`, {}, 400],
    [`audit.csv?${query}&from=yesterday`, {}, 400],
    ["audit.csv", {}, 400],
    [`audit.csv?tenantId=${encodeURIComponent(encodeGlobalId("Tenant", uuidv7(1)))}`, {}, 404],
    [`audit.xml?${query}`, {}, 404],
    [`nothing.csv?${query}`, {}, 404],
    [`audit.csv?${query}`, { cookie: "a=b", "sec-fetch-site": "cross-site" }, 403],
  ];
  for (const [path, headers, status] of refusals) {
    const answer = await fetchExport(path, headers);
    assert.equal(answer.status, status, path);
    assert.ok((await answer.json()).errors[0].extensions.code, path);
  }
}
