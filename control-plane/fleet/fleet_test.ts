import assert from "node:assert/strict";
import { createParser } from "eventsource-parser";
import type { RevisionAcknowledgement } from "../../shared/contracts/config_revision.ts";
import { test } from "../../testing/test.ts";
import { eventually } from "../../testing/eventually.ts";
import type { Api, GraphqlData } from "../testing/api.ts";
import { makeOperationWorld, type OperationWorld } from "../testing/operation_world.ts";
import { startTestControlPlane } from "../testing/test_control_plane.ts";

const FLEET = `query ($id: ID!) {
  fleet(tenantId: $id) {
    converged currentRevision { number }
    gateways {
      instance build state lastSeenAt requestsInFlight recordsLost revisionsBehind acknowledgedAfterSeconds
      revision { number } refusal { reason message } troubledTargets { model }
    }
  }
}`;

test("fleet and fleetConvergence tell what gateways serve of a tenant", async (t) => {
  await using plane = await startTestControlPlane();
  const world = await makeOperationWorld(plane);
  const gateways = new SpokenGateways(world);
  await world.owner.mutate("publishConfig", { tenantId: world.tenantId }, "revision { number }");
  await gateways.learn();
  await t.step("fleet tells each living gateway's state, and why one refuses", () => states(world, gateways));
  await t.step("fleet keeps what tells of other tenants from all but operators", () => whatMembersSee(world));
  await t.step(
    "fleetConvergence goes on until the last gateway has spoken, and completes",
    () => convergence(world, gateways),
  );
  await t.step("fleetConvergence refuses a revision that never was", async () => {
    const answer = await firstOf(world.owner, { id: world.tenantId, revision: 999 });
    assert.equal(answer.errors[0].extensions.code, "NOT_FOUND");
  });
});

/** Gateways as the transport knows them, without gateways. */
class SpokenGateways {
  readonly #world: OperationWorld;
  #revisions = new Map<number, { hash: string; publishedAt: Date }>();

  constructor(world: OperationWorld) {
    this.#world = world;
  }

  async learn(): Promise<void> {
    const rows = await this.#world.plane.db.revision.findMany({ where: { tenantId: this.#world.tenantUuid } });
    this.#revisions = new Map(rows.map((row) => [row.number, row]));
  }

  async beat(instance: string, startedAt = 1): Promise<void> {
    const { fleet } = this.#world.plane.transport;
    const now = Date.now();
    await fleet.beat({ instance, build: "1.2.3", startedAt, requestsInFlight: 7, recordsLost: 2, beatAt: now });
  }

  async say(instance: string, number: number, status: RevisionAcknowledgement["status"] = "applied"): Promise<void> {
    const { hash, publishedAt } = this.#revisions.get(number)!;
    const { configFeed } = this.#world.plane.transport;
    await configFeed.acknowledge({
      instance,
      tenantId: this.#world.tenantUuid,
      number,
      hash,
      status,
      ...(status === "refused" && { reason: "unsupported_schema" as const }),
      build: "1.2.3",
      at: publishedAt.getTime() + 250,
    });
  }
}

async function states({ owner, tenantId, tenantUuid, plane }: OperationWorld, gateways: SpokenGateways): Promise<void> {
  for (const instance of ["gw-applied", "gw-behind", "gw-idle", "gw-refused"]) await gateways.beat(instance);
  await gateways.beat("gw-late", Date.now() + 60_000);
  await gateways.say("gw-applied", 2);
  await gateways.say("gw-behind", 1);
  await gateways.say("gw-late", 2);
  await gateways.say("gw-refused", 2, "refused");
  // One that is gone counts for nothing.
  await gateways.say("gw-gone", 1);
  const origin = { instance: "gw-behind", tenantId: tenantUuid, provider: "mock", providerKind: "mock" } as const;
  const open = { state: "open", errorClass: "timeout", attempts: 10, failures: 9, troubledMs: 0 } as const;
  await plane.transport.breakerBoard.publish({ type: "circuit", ...origin, model: "demo", ...open }, 30_000);
  const { fleet } = await owner.data(FLEET, { id: tenantId });
  assert.deepEqual([fleet.converged, fleet.currentRevision.number], [false, 2]);
  const told = fleet.gateways.map((one: GraphqlData) => [
    one.instance,
    one.state,
    one.revision?.number ?? null,
    one.revisionsBehind,
    one.acknowledgedAfterSeconds,
    one.refusal?.reason ?? null,
    one.troubledTargets.length,
  ]);
  assert.deepEqual(told, [
    ["gw-applied", "APPLIED", 2, 0, 0.25, null, 0],
    ["gw-behind", "BEHIND", 1, 1, 0.25, null, 1],
    ["gw-idle", "IDLE", null, null, null, null, 0],
    ["gw-late", "APPLIED", 2, 0, null, null, 0],
    ["gw-refused", "REFUSED", 2, 0, 0.25, "UNSUPPORTED_SCHEMA", 0],
  ]);
  assert.match(fleet.gateways[4].refusal.message, /older than the revision's schema/);
  assert.ok(Math.abs(Date.parse(fleet.gateways[0].lastSeenAt) - Date.now()) < 10_000);
  assert.deepEqual([fleet.gateways[0].requestsInFlight, fleet.gateways[0].recordsLost], [7, 2]);
}

async function whatMembersSee({ plane, tenantUuid, tenantId }: OperationWorld): Promise<void> {
  const viewer = await plane.member(tenantUuid, "VIEWER");
  const { fleet } = await viewer.data(FLEET, { id: tenantId });
  const [first] = fleet.gateways;
  assert.deepEqual([first.instance, first.build, first.requestsInFlight, first.recordsLost], [
    "gw-applied",
    "1.2.3",
    null,
    null,
  ]);
}

const CONVERGENCE = `subscription ($id: ID!, $revision: Int!) {
  fleetConvergence(tenantId: $id, revision: $revision) {
    revision applied refused pending idle converged final gateways { instance state }
  }
}`;

async function convergence({ owner, tenantId }: OperationWorld, gateways: SpokenGateways): Promise<void> {
  const events: GraphqlData[] = [];
  const ended = watch(owner, { id: tenantId, revision: 2 }, (event) => events.push(event.data.fleetConvergence));
  await eventually(() => events.length === 1);
  assert.deepEqual(counts(events[0]), [2, 1, 1, 1, false, false]);
  await gateways.beat("gw-new");
  await eventually(() => events.length === 2);
  assert.deepEqual(counts(events[1]), [2, 1, 1, 2, false, false]);
  await gateways.say("gw-behind", 2);
  await ended;
  assert.deepEqual(counts(events.at(-1)), [3, 1, 0, 2, true, true]);
  assert.equal(events.length, 3);
}

function counts({ applied, refused, pending, idle, converged, final }: GraphqlData) {
  return [applied, refused, pending, idle, converged, final];
}

async function firstOf(api: Api, variables: Record<string, unknown>): Promise<GraphqlData> {
  let first: GraphqlData = null;
  await watch(api, variables, (event) => first ??= event);
  return first;
}

/** Resolves when the subscription completes. */
async function watch(
  api: Api,
  variables: Record<string, unknown>,
  onEvent: (event: GraphqlData) => void,
): Promise<void> {
  const response = await api.post({ query: CONVERGENCE, variables }, { accept: "text/event-stream" });
  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (event === "next") onEvent(JSON.parse(data));
    },
  });
  for await (const text of response.body!.pipeThrough(new TextDecoderStream())) parser.feed(text);
}
