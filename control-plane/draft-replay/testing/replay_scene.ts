import type { RequestRecord } from "../../../shared/contracts/request_record.ts";
import { priceBookDigest } from "../../../shared/pricing/price_version.ts";
import { decodeGlobalId } from "../../graphql/global_id.ts";
import { insertRecords } from "../../recorder/insert_records.ts";
import { LogPartitions } from "../../recorder/log_partitions.ts";
import { sampleRecord } from "../../recorder/testing/sample_record.ts";
import type { GraphqlData } from "../../testing/api.ts";
import type { OperationWorld } from "../../testing/operation_world.ts";

export const REPLAY = `query ($input: ReplayDraftInput!) {
  replayDraft(input: $input) {
    replayed compared unchanged revision { number } baseline { number }
    changedTargets { from to requests share requestLogIds }
    newDenials { errorCode policyName limit requests requestLogIds }
    noLongerDenied { errorCode policyName limit requests }
    modelNotFound { errorCode requests }
    unknown { reason field requests }
    before { served denied costNanoUsd unpriced estimated p50Ms p95Ms latencyUnknown }
    after { served denied costNanoUsd unpriced estimated p50Ms p95Ms latencyUnknown }
  }
}`;

export const target = (model: string) => ({ type: "target", provider: "mock", model });
export const split = (a: number, b: number) => ({
  type: "split",
  children: [{ weight: a, node: target("a") }, { weight: b, node: target("b") }],
});

/** A request of 100 tokens in and 10 out costs so much at the mock's price, in nano-dollars. */
export const COST = 65_000;
/** Requests that chance decided about. */
export const SPLITS = 60;

/** A project of its own with a route `smart`, and its requests. */
export class ReplayScene {
  readonly #world: OperationWorld;
  #n = 0;
  #number = 0;
  #hash = "";
  #projectUuid = "";
  projectId = "";
  routeId = "";

  private constructor(world: OperationWorld) {
    this.#world = world;
  }

  get world(): OperationWorld {
    return this.#world;
  }

  /** The revision that the requests were pinned to. */
  get number(): number {
    return this.#number;
  }

  static async set(world: OperationWorld): Promise<ReplayScene> {
    const scene = new ReplayScene(world);
    const { owner, tenantId } = world;
    scene.projectId =
      (await owner.mutate("createProject", { tenantId, name: "replayed" }, "project { id }")).project.id;
    scene.#projectUuid = decodeGlobalId("Project", scene.projectId, "id");
    const { projectId } = scene;
    const made = await owner.mutate("createRoute", { projectId, name: "smart", tree: split(1, 1) }, "route { id }");
    scene.routeId = made.route.id;
    const { revision } = await owner.mutate("publishConfig", { tenantId }, "revision { number hash }");
    [scene.#number, scene.#hash] = [revision.number, revision.hash];
    return scene;
  }

  /** One request a second by chance to `a` or `b`, one that fell over, one that was denied and one that nobody understood. */
  async record(): Promise<void> {
    const beginMs = Date.now() - 3_600_000;
    const path = (chose: number) => [
      { path: "", type: "split", chose } as const,
      { path: `/children/${chose}/node`, type: "target" } as const,
    ];
    const records = Array.from({ length: SPLITS }, (_, index) => {
      const chose = index % 3 === 0 ? 1 : 0;
      return this.#request(beginMs + index * 1_000, chose === 0 ? "a" : "b", { routePath: path(chose) });
    });
    const fellOver = this.#request(beginMs + SPLITS * 1_000, "b", { routePath: path(1) });
    fellOver.attempts.unshift({
      ...fellOver.attempts[0]!,
      target: { provider: "mock", model: "a" },
      outcome: "failed",
    });
    fellOver.attempts[0]!.errorClass = "overloaded";
    fellOver.attempts[0]!.credentialId = fellOver.id;
    const denied = this.#request(beginMs + 120_000, "a", { outcome: "denied", errorCode: "budget_exceeded" });
    denied.attempts = [];
    denied.policyVerdicts = [{ policyId: fellOver.id, limit: "spend_day", verdict: "denied" }];
    denied.tokens = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 };
    denied.costNanoUsd = 0;
    const unread = this.#request(beginMs + 121_000, "a", {
      outcome: "denied",
      errorCode: "invalid_json",
      modelAsked: null,
    });
    await this.#store([...records, fellOver, denied, unread]);
  }

  async tree(tree: unknown): Promise<void> {
    await this.#world.owner.mutate("updateRoute", { id: this.routeId, tree }, "route { id }");
  }

  async replay(input: Record<string, unknown> = {}): Promise<GraphqlData> {
    const { owner, tenantId } = this.#world;
    return (await owner.data(REPLAY, { input: { tenantId, projectId: this.projectId, ...input } })).replayDraft;
  }

  /** Runs with a policy that is archived afterwards. */
  async withPolicy(limit: unknown, run: () => Promise<void>): Promise<void> {
    const { owner, tenantId, name } = this.#world;
    const scope = { type: "PROJECT", projectId: this.projectId };
    const input = { tenantId, name: name(), scope, limits: [limit], action: "BLOCK", onLimiterLoss: "OPEN" };
    const { policy } = await owner.mutate("createPolicy", input, "policy { id }");
    await run();
    await owner.mutate("archivePolicy", { id: policy.id });
  }

  #request(atMs: number, model: string, fields: Partial<RequestRecord>): RequestRecord {
    const record = sampleRecord(++this.#n, {
      atMs,
      tenantId: this.#world.tenantUuid,
      projectId: this.#projectUuid,
      revision: { number: this.#number, hash: this.#hash },
      routeName: "smart",
      conditionInputs: {},
      modelAsked: "smart",
      modelServed: model,
      provider: "mock",
      providerKind: "mock",
      outcome: "completed",
      errorCode: null,
      policyVerdicts: [],
      charges: [],
      estimatedTokens: 90,
      maxTokensAsked: 20,
      tokens: { input: 100, output: 10, cacheRead: 0, cacheWrite: 0, reasoning: 0 },
      costNanoUsd: COST,
      priceVersion: priceBookDigest,
      timings: { queueMs: 0, overheadMs: 1, ttftMs: 100, totalMs: model === "a" ? 200 : 400 },
      cacheHit: false,
      ...fields,
    });
    const attempt = { ...record.attempts.at(-1)!, target: { provider: "mock", model }, outcome: "completed" as const };
    return { ...record, attempts: [{ ...attempt, errorClass: null }] };
  }

  async #store(records: RequestRecord[]): Promise<void> {
    const { db } = this.#world.plane;
    await new LogPartitions(db).ensure(records.map(({ ts }) => ts));
    await db.$transaction((transaction) => insertRecords(transaction, records));
  }
}
