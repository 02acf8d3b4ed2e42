import assert from "node:assert/strict";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { TransportError } from "../../shared/transport/transport_error.ts";
import { eventually } from "../../testing/eventually.ts";
import { test } from "../../testing/test.ts";
import { encodeGlobalId } from "../graphql/global_id.ts";
import type { GraphqlData } from "../testing/api.ts";
import { startTestControlPlane } from "../testing/test_control_plane.ts";

// Half of a month of 30 days, in the zone of a new tenant.
const NOW_MS = Date.parse("2026-06-16T00:00:00Z");
const DAY_MS = 86_400_000;

const STATE = "apiKey { name } endUser source spentNanoUsd reservedNanoUsd remainingNanoUsd share forecastNanoUsd";
const BUDGETS = `query ($id: ID!, $first: Int, $after: String) { budgets(tenantId: $id, first: $first, after: $after) {
  pageInfo { hasNextPage endCursor }
  edges { node {
    name policy { name } apiKey { name } scope { type } action period periodStart resetsAt maxNanoUsd perEach state { ${STATE} }
    topSpenders(first: 2) { pageInfo { hasNextPage endCursor } edges { node { ${STATE} } } }
  } }
} }`;

const limits = [{ type: "SPEND", period: "MONTH", maxNanoUsd: "1000" }, { type: "REQUESTS_PER_MINUTE", max: 5 }];

async function budgetWorld() {
  const plane = await startTestControlPlane({ clock: new ManualClock(NOW_MS) });
  const { owner, db } = plane;
  const key = await db.apiKey.findFirstOrThrow();
  const tenantId = encodeGlobalId("Tenant", key.tenantId);
  const policy = async (name: string, scope: object, changes: object = {}) => {
    const input = { tenantId, name, scope, limits, action: "BLOCK", onLimiterLoss: "OPEN", ...changes };
    const made = await owner.mutate("createPolicy", input, "policy { id }");
    return atob(made.policy.id).split(":")[1]!;
  };
  const whole = await policy("all", { type: "TENANT" });
  const perUser = await policy("users", { type: "END_USER" });
  await policy("no money", { type: "TENANT" }, { limits: limits.slice(1) });
  await owner.mutate("publishConfig", { tenantId }, "revision { number }");
  await owner.mutate(
    "updateApiKey",
    { id: encodeGlobalId("ApiKey", key.id), limits: limits.slice(0, 1) },
    "apiKey { id }",
  );
  const period = {
    period: "month",
    periodStart: new Date("2026-06-01T00:00:00Z"),
    periodEnd: new Date("2026-07-01T00:00:00Z"),
  };
  const spend = (counterKey: string, nanoUsd: bigint) =>
    db.budgetSpend.create({ data: { tenantId: key.tenantId, counterKey, nanoUsd, ...period } });
  await spend(`${whole}:spend_month:tenant`, 400n);
  for (const [index, user] of ["ada", "zo%C3%AB", "bob"].entries()) {
    await spend(`${perUser}:spend_month:end_user:${user}`, 100n * BigInt(index + 1));
  }
  // Of another month, of another limit and of another policy: none of it counts.
  const data = {
    tenantId: key.tenantId,
    counterKey: `${perUser}:spend_month:end_user:old`,
    nanoUsd: 900n,
    period: "month",
  };
  await db.budgetSpend.create({
    data: { ...data, periodStart: new Date(NOW_MS - 40 * DAY_MS), periodEnd: new Date(NOW_MS - 30 * DAY_MS) },
  });
  await spend(`${uuidv7(1)}:spend_month:end_user:eve`, 900n);
  const read = async (variables: object = {}): Promise<GraphqlData> =>
    (await owner.data(BUDGETS, { id: tenantId, ...variables })).budgets;
  return { plane, key, whole, read };
}

test("budgets lists every limit on money, and how it stands", async (t) => {
  const { plane, key, whole, read } = await budgetWorld();
  await using _plane = plane;
  const ledger = plane.transport.reservationLedger;

  await t.step("from the ledger, with what requests under way hold", async () => {
    const claim = {
      ...{ type: "spend" as const, counterKey: `${whole}:spend_month:tenant`, max: 1_000, enforced: true, amount: 50 },
      ...{
        period: "month" as const,
        periodStart: Date.parse("2026-06-01T00:00:00Z"),
        periodEnd: Date.parse("2026-07-01T00:00:00Z"),
      },
    };
    const epoch = await eventually(async () => (await ledger.epochs([key.tenantId]))[0]);
    assert.ok(epoch);
    const reservation = { id: uuidv7(NOW_MS), owner: "gateway-a", claims: [claim] };
    await ledger.reserve(key.tenantId, [reservation], 60_000);
    const nodes = (await read()).edges.map(({ node }: GraphqlData) => node);
    assert.deepEqual(nodes.map(({ name, perEach }: GraphqlData) => [name, perEach]), [["all", false], ["users", true], [
      key.name,
      false,
    ]]);
    const { state, topSpenders, ...all } = nodes[0];
    assert.deepEqual(all, {
      ...{
        name: "all",
        policy: { name: "all" },
        apiKey: null,
        scope: { type: "TENANT" },
        action: "BLOCK",
        perEach: false,
      },
      ...{
        period: "MONTH",
        periodStart: "2026-06-01T00:00:00.000Z",
        resetsAt: "2026-07-01T00:00:00.000Z",
        maxNanoUsd: "1000",
      },
    });
    assert.deepEqual([state.source, state.reservedNanoUsd, topSpenders.edges], ["LEDGER", "50", []]);
    // The ledger was built before the sums were written here, and knows of none of them.
    assert.deepEqual([state.spentNanoUsd, state.remainingNanoUsd], ["0", "950"]);
    assert.deepEqual([nodes[2].policy, nodes[2].apiKey.name, nodes[2].state.remainingNanoUsd], [
      null,
      key.name,
      "1000",
    ]);
  });

  await t.step("from the records' sums while the ledger is away, most spent first", async () => {
    ledger.read = () => Promise.reject(new TransportError("unreachable", "away"));
    const { edges: [all, users] } = await read();
    const { share, forecastNanoUsd, spentNanoUsd, remainingNanoUsd, reservedNanoUsd, source } = all.node.state;
    assert.deepEqual(
      { share, forecastNanoUsd, spentNanoUsd, remainingNanoUsd, reservedNanoUsd, source },
      // Half of the month is over.
      {
        share: 0.4,
        forecastNanoUsd: "800",
        spentNanoUsd: "400",
        remainingNanoUsd: "600",
        reservedNanoUsd: null,
        source: "RECORDS",
      },
    );
    assert.equal(users.node.state, null);
    const top = users.node.topSpenders;
    assert.deepEqual(top.edges.map(({ node }: GraphqlData) => [node.endUser, node.spentNanoUsd]), [["bob", "300"], [
      "zoë",
      "200",
    ]]);
    assert.equal(top.pageInfo.hasNextPage, true);
  });

  await t.step("page by page, each once", async () => {
    const names: string[] = [];
    for (let after: string | null = null;;) {
      const { edges, pageInfo }: GraphqlData = await read({ first: 1, after });
      names.push(...edges.map(({ node }: GraphqlData) => node.name));
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    assert.deepEqual(names, ["all", "users", key.name]);
  });
});
