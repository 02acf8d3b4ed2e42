import { z } from "zod";
import type { ApiKey } from "../../prisma/generated/client/client.ts";
import { Prisma } from "../../prisma/generated/client/client.ts";
import { apiKeyEntry } from "../../shared/contracts/api_key.ts";
import type { RevisionProject } from "../../shared/contracts/config_revision.ts";
import { uuid } from "../../shared/contracts/identifiers.ts";
import { ASSUMED_OUTPUT_TOKENS, type Limit } from "../../shared/contracts/policy.ts";
import type { RouteNode, TargetNode } from "../../shared/contracts/route_tree.ts";
import { type DryChoices, type DryRun, dryRun } from "../../shared/routing/dry_run.ts";
import { nodeAt } from "../../shared/routing/node_at.ts";
import { resolveModel } from "../../shared/routing/resolve_model.ts";
import { RouteInputReader } from "../../shared/routing/route_inputs.ts";
import { NotFoundError } from "../api_error.ts";
import { authorize } from "../authorization/authorize.ts";
import type { Call } from "../call.ts";
import { parseInput } from "../parse_input.ts";
import { type CandidateReport, describeCandidates } from "./candidate_report.ts";
import { type ExpectedAnswer, expectedAnswer } from "./expected_answer.ts";
import { degradationOf, unknownsOf } from "./explanation_notes.ts";
import type { ExplanationUnknown } from "./explanation_unknown.ts";
import { explainedRequest, readExplainedRequest, type ReadRequest } from "./explained_request.ts";
import { denyingLimit, type JudgedLimit, judgeLimits, policyNames } from "./judge_limits.ts";
import { loadConfiguration, type LoadedConfiguration } from "./load_configuration.ts";
import { type ModelMatch, modelMatch } from "./model_match.ts";
import { RouteWalk, type WalkStep } from "./route_walk.ts";
import { type CircuitBoard, readCircuits } from "./read_circuits.ts";
import { type TargetLatencies, targetLatencies } from "./target_latencies.ts";
import { targetPrice } from "./target_prices.ts";

/** Where a request would go, and why. */
export interface RouteExplanation {
  tenantId: string;
  /** Null for the draft. */
  revision: LoadedConfiguration["revision"];
  match: ModelMatch;
  walk: WalkStep[];
  candidates: CandidateReport[];
  limits: JudgedLimit[];
  deniedBy: JudgedLimit | null;
  tokens: { input: number; output: number; isOutputAssumed: boolean };
  /** At the first candidate, nano-dollars; null: unpriced, or there is none. */
  costNanoUsd: number | null;
  /** What budgets would hold for it, at the dearest target; null: unpriced, 0: no budget applies. */
  reservedNanoUsd: number | null;
  /** What would not be at its best. */
  degradation: string[];
  answer: ExpectedAnswer;
  unknowns: ExplanationUnknown[];
}

/**
 * Goes the way of a request that nobody made, by the evaluators that gateways use, without counting it and without calling anyone.
 * `revision` null: under the draft. Throws `ValidationError` where the draft cannot be published.
 */
export async function explainRoute(call: Call, input: ExplainInput): Promise<RouteExplanation> {
  authorize(call.actor, "route.explain", input.tenantId);
  const { projectId, apiKeyId, request, revision } = parseInput(explainInput, input);
  const { db } = call.dependencies;
  const { tenantId } = input;
  const configuration = await loadConfiguration(db, tenantId, revision ?? null);
  const project = configuration.indexed.projects.get(projectId);
  if (project === undefined) {
    throw new NotFoundError("The project is not part of this configuration, or not yours to see.");
  }
  const apiKey = apiKeyId == null ? null : await findKey(call, { tenantId, projectId, apiKeyId });
  const key = { apiKeyId: apiKey?.id ?? NO_KEY, name: apiKey?.name ?? "", limits: limitsOf(apiKey) };
  const read = parseRequest(request, key.apiKeyId);
  const [circuits, latencies] = await Promise.all([
    readCircuits(call, tenantId),
    targetLatencies(db, recentWhere(call, projectId), LATENCY_REQUESTS_MAX),
  ]);
  return await explain(call, { tenantId, configuration, project, apiKey, key, read, circuits, latencies });
}

export interface ExplainInput {
  tenantId: string;
  projectId: string;
  apiKeyId?: string | null | undefined;
  request: unknown;
  revision?: number | null | undefined;
}

const explainInput = z.object({
  projectId: uuid,
  apiKeyId: uuid.nullish(),
  request: z.unknown(),
  revision: z.int().min(1).nullish(),
});

/** Stands for a key that was not given: no counter is its own. */
const NO_KEY = "00000000-0000-0000-0000-000000000000";
const LATENCY_REQUESTS_MAX = 2_000;
const LATENCY_MS = 3_600_000;

function parseRequest(request: unknown, apiKeyId: string): ReadRequest {
  return readExplainedRequest(parseInput(explainedRequest, request, ["request"]), apiKeyId);
}

function limitsOf(apiKey: ApiKey | null): Limit[] {
  return apiKey === null ? [] : apiKeyEntry.shape.limits.parse(apiKey.limits);
}

async function findKey(
  { dependencies }: Call,
  { tenantId, projectId, apiKeyId }: { tenantId: string; projectId: string; apiKeyId: string },
): Promise<ApiKey> {
  const apiKey = await dependencies.db.apiKey.findFirst({ where: { id: apiKeyId, tenantId, projectId } });
  if (apiKey === null) throw new NotFoundError("The project has no such API key.");
  return apiKey;
}

function recentWhere({ dependencies }: Call, projectId: string): Prisma.Sql {
  const since = new Date(dependencies.clock.now() - LATENCY_MS);
  return Prisma.sql`"projectId" = ${projectId}::uuid AND "ts" >= ${since}::timestamptz`;
}

interface Explained {
  tenantId: string;
  configuration: LoadedConfiguration;
  project: RevisionProject;
  apiKey: ApiKey | null;
  key: { apiKeyId: string; name: string; limits: readonly Limit[] };
  read: ReadRequest;
  circuits: CircuitBoard;
  latencies: TargetLatencies;
}

async function explain(call: Call, explained: Explained): Promise<RouteExplanation> {
  const { tenantId, configuration, project, apiKey, key, read, circuits } = explained;
  const { inputs, outputTokensMax } = read;
  const nowMs = call.dependencies.clock.now();
  const { content, indexed, revision } = configuration;
  const match = modelMatch(resolveModel(indexed, project, inputs.model), inputs.model);
  const { run, walk } = goThrough(explained, nowMs);
  const names = policyNames(content, key);
  const limits = run.state === "refused" || read.dialect === "anthropic_count_tokens" && run.state === "planned"
    ? []
    : await judgeLimits(call, { tenantId, evaluation: run.evaluation, names });
  const output = outputTokensMax ?? ASSUMED_OUTPUT_TOKENS;
  const tokens = { input: inputs.estimatedTokens, output };
  const priceOf = (target: TargetNode) => targetPrice(configuration, target, { ...tokens, atMs: nowMs });
  const evaluation = run.state === "refused" ? null : run.evaluation;
  const candidates = describeCandidates(walk, { configuration, circuits, priceOf, evaluation, names });
  const deniedBy = denyingLimit(limits);
  const { timeZone } = content;
  const answer = expectedAnswer({ apiKey, nowMs, run, deniedBy, candidates, timeZone });
  const first = candidates.find(({ refusal }) => refusal === null);
  return {
    tenantId,
    revision,
    match,
    walk: walk.steps,
    candidates,
    limits,
    deniedBy,
    tokens: { ...tokens, isOutputAssumed: outputTokensMax === null },
    costNanoUsd: first?.priceNanoUsd ?? null,
    reservedNanoUsd: evaluation === null ? 0 : evaluation.estimate.nanoUsd,
    degradation: degradationOf(limits, candidates),
    answer,
    unknowns: unknownsOf({ hasKey: apiKey !== null, inputTokens: tokens.input, circuits, steps: walk.steps, limits }),
  };
}

/** The run, and every node that it comes by until the route has no further candidate. */
function goThrough(explained: Explained, nowMs: number): { run: DryRun; walk: RouteWalk } {
  const { configuration, project, key, read, circuits, latencies } = explained;
  const { inputs, outputTokensMax } = read;
  const reader = new RouteInputReader(inputs);
  const walk = new RouteWalk((field) => reader.read(field) ?? null);
  const resolved = resolveModel(configuration.indexed, project, inputs.model);
  const tree = resolved.state === "route" ? resolved.route.tree : null;
  const choices: DryChoices = {
    random: (pointer) => pointOfGreatest(tree, pointer),
    latencyMs: (target) => latencies.of(target, inputs.stream)?.firstMs ?? null,
    priceOf: (target, tokens) => targetPrice(configuration, target, { ...tokens, atMs: nowMs }),
    available: (target) => circuits.openUntil(target) === null,
    assumedOutputTokens: ASSUMED_OUTPUT_TOKENS,
    observer: walk,
  };
  const run = dryRun(configuration.indexed, { project, key, inputs, outputTokensMax, nowMs }, choices);
  if (run.state === "refused") return { run, walk };
  if (resolved.state === "direct") {
    walk.steps.push({ type: "direct", pointer: "", candidate: 0, target: resolved.target });
    walk.targets.push(resolved.target);
    return { run, walk };
  }
  while (run.plan.next(null) !== null);
  return { run, walk };
}

/** Where chance decides, the child of the greatest weight is shown; a `fastest` explores nothing. */
function pointOfGreatest(tree: RouteNode | null, pointer: string | undefined): number {
  const node = tree === null || pointer === undefined ? null : nodeAt(tree, pointer);
  if (node?.type !== "split") return 1 - Number.EPSILON;
  const weights = node.children.map(({ weight }) => weight);
  const greatest = weights.indexOf(Math.max(...weights));
  const before = weights.slice(0, greatest).reduce((sum, weight) => sum + weight, 0);
  // Its stretch's middle: rounding can carry neither end past it.
  return (before + weights[greatest]! / 2) / weights.reduce((sum, weight) => sum + weight, 0);
}
