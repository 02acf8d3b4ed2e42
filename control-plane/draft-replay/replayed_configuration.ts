import { ASSUMED_OUTPUT_TOKENS, type Limit } from "../../shared/contracts/policy.ts";
import type { RouteNode, TargetNode } from "../../shared/contracts/route_tree.ts";
import { actualClaims } from "../../shared/policy/actual_claims.ts";
import { limitErrorOf } from "../../shared/policy/limit_error.ts";
import type { PolicyEvaluation } from "../../shared/policy/policy_evaluation.ts";
import { type DryChoices, dryRun } from "../../shared/routing/dry_run.ts";
import type { RouteInputs } from "../../shared/routing/route_inputs.ts";
import type { RoutePlan } from "../../shared/routing/plan_route.ts";
import { MemoryTenantLedger } from "../../shared/transport/memory/memory_tenant_ledger.ts";
import type { LedgerClaim } from "../../shared/transport/reservation_ledger.ts";
import type { LoadedConfiguration } from "../explain/load_configuration.ts";
import type { TargetLatencies } from "../explain/target_latencies.ts";
import { targetPrice } from "../explain/target_prices.ts";
import { EndingQueue } from "./ending_queue.ts";
import { recordedFailures, type RecordedRequest } from "./recorded_request.ts";
import { ReplayChance } from "./replay_chance.ts";
import { replayedUse } from "./replayed_use.ts";
import type { Denial, ReplayedOutcome, ReplayUnknown } from "./replayed_outcome.ts";

/** A key as policies ask for it. */
export interface ReplayedKey {
  apiKeyId: string;
  name: string;
  limits: readonly Limit[];
}

/**
 * A configuration that recorded requests are run through, one after the other as they came: planned by the gateway's evaluators,
 * and counted by its ledger over the records' own times. Nobody is called, and no counter of a gateway is touched.
 */
export class ReplayedConfiguration {
  readonly #configuration: LoadedConfiguration;
  readonly #latencies: TargetLatencies;
  readonly #ledger = new MemoryTenantLedger("replay", [], 0);
  readonly #endings = new EndingQueue<{ id: string; claims: readonly LedgerClaim[] }>();

  constructor(configuration: LoadedConfiguration, latencies: TargetLatencies) {
    this.#configuration = configuration;
    this.#latencies = latencies;
  }

  /** `tree`: of the route that the request took when it was recorded, where that is known. */
  run(request: RecordedRequest, { key, tree }: { key: ReplayedKey; tree: RouteNode | null }): ReplayedOutcome {
    const project = this.#configuration.indexed.projects.get(request.projectId);
    if (project === undefined) return { state: "unknown", unknown: { reason: "project_gone", field: null } };
    const nowMs = request.ts.getTime();
    const inputs = inputsOf(request);
    const asked = { project, key, inputs, outputTokensMax: outputTokensMax(request), nowMs };
    const run = dryRun(this.#configuration.indexed, asked, this.#choices(request, { tree, nowMs }));
    if (run.state === "refused") return denied({ code: run.code, policyId: null, policyName: null, limit: null });
    const unknown = unknownInput(request, run.plan);
    if (unknown !== null) return { state: "unknown", unknown };
    if (run.state === "forbidden") {
      const { code, policyId, limit } = run.refusal;
      return denied({ code, policyId, policyName: this.#nameOf(policyId, key), limit });
    }
    const { evaluation, plan, route } = run;
    const denial = this.#admit(request, evaluation, nowMs);
    if (denial !== null) return denied(denial);
    const target = reachedTarget(request, plan);
    const keepsAnswers = route?.cache !== undefined;
    const use = replayedUse(request, target, {
      configuration: this.#configuration,
      latencies: this.#latencies,
      keepsAnswers,
    });
    this.#end(request, { evaluation, target, use, nowMs });
    const { nanoUsd, isEstimated, totalMs } = use;
    return { state: "served", target: `${target.provider}/${target.model}`, nanoUsd, isEstimated, totalMs };
  }

  #choices(request: RecordedRequest, { tree, nowMs }: { tree: RouteNode | null; nowMs: number }): DryChoices {
    const chance = new ReplayChance(request, tree);
    return {
      random: (pointer) => chance.next(pointer),
      latencyMs: (target) => this.#latencies.of(target, request.stream)?.firstMs ?? null,
      priceOf: (target, tokens) => targetPrice(this.#configuration, target, { ...tokens, atMs: nowMs }),
      assumedOutputTokens: ASSUMED_OUTPUT_TOKENS,
    };
  }

  #admit(request: RecordedRequest, { claims, sources }: PolicyEvaluation, nowMs: number): Denial | null {
    if (claims.length === 0 || request.dialect === "anthropic_count_tokens") return null;
    for (let ended = this.#endings.take(nowMs); ended !== null; ended = this.#endings.take(nowMs)) {
      this.#ledger.settle([ended.item], ended.endMs);
    }
    const [decision] = this.#ledger.reserve([{ id: request.id, owner: "replay", claims }], RESERVED_MS, nowMs);
    if (decision!.status === "reserved") return null;
    const { deniedBy, retryAfterMs } = decision!;
    const source = sources[deniedBy]!;
    const { code } = limitErrorOf(claims[deniedBy]!, source, { retryAfterMs, timeZone: "UTC" });
    return { code, policyId: source.policyId, policyName: source.policyName, limit: source.limit };
  }

  #end(
    request: RecordedRequest,
    { evaluation, target, use, nowMs }: {
      evaluation: PolicyEvaluation;
      target: TargetNode;
      use: ReturnType<typeof replayedUse>;
      nowMs: number;
    },
  ): void {
    if (evaluation.claims.length === 0 || request.dialect === "anthropic_count_tokens") return;
    const { tokens, nanoUsd, totalMs } = use;
    const claims = actualClaims(evaluation, { served: target, tokens, nanoUsd });
    this.#endings.push(nowMs + (totalMs ?? request.totalMs), { id: request.id, claims });
  }

  #nameOf(policyId: string, key: ReplayedKey): string | null {
    if (policyId === key.apiKeyId) return key.name;
    return this.#configuration.content.policies.find(({ id }) => id === policyId)?.name ?? null;
  }
}

/** Longer than any request: its end settles it. */
const RESERVED_MS = 86_400_000;

function denied(denial: Denial): ReplayedOutcome {
  return { state: "denied", denial };
}

/** What was recorded of what a route may look at; whether that was all is asked of the plan afterwards. */
function inputsOf(request: RecordedRequest): RouteInputs {
  const { conditionInputs } = request;
  const metadata: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(conditionInputs)) {
    if (value !== null && field.startsWith(METADATA)) metadata[field.slice(METADATA.length)] = value;
  }
  return {
    model: request.modelAsked!,
    stream: request.stream,
    estimatedTokens: request.estimatedTokens,
    apiKeyId: request.apiKeyId,
    endUser: request.endUser,
    metadata,
    header: (name) => {
      const value = conditionInputs[HEADER + name];
      return typeof value === "string" ? value : null;
    },
  };
}

const METADATA = "metadata.";
const HEADER = "header.";
const CUT_LENGTH = 256;

/** The first thing that the plan looked at and nobody wrote down whole. */
function unknownInput({ conditionInputs }: RecordedRequest, { seen }: RoutePlan): ReplayUnknown | null {
  for (const field of Object.keys(seen)) {
    if (!field.startsWith(METADATA) && !field.startsWith(HEADER)) continue;
    if (!Object.hasOwn(conditionInputs, field)) return { reason: "input_not_recorded", field };
    const value = conditionInputs[field];
    if (typeof value === "string" && value.length >= CUT_LENGTH) return { reason: "input_cut", field };
  }
  return null;
}

/** What dialects that generate nothing reserve of output. */
function outputTokensMax({ dialect, maxTokensAsked }: RecordedRequest): number | null {
  return dialect === "openai_embeddings" || dialect === "anthropic_count_tokens" ? 0 : maxTokensAsked;
}

/** The first candidate that did not fail when the request was recorded; else the last one. */
function reachedTarget(request: RecordedRequest, plan: RoutePlan): TargetNode {
  const failures = recordedFailures(request);
  let { target } = plan.first;
  if (failures.size === 0) return target;
  for (;;) {
    const errorClass = failures.get(`${target.provider}/${target.model}`);
    if (errorClass === undefined) return target;
    const next = plan.next(errorClass);
    if (next === null) return target;
    target = next.target;
  }
}
