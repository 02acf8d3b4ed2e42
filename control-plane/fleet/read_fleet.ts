import type { Revision } from "../../prisma/generated/client/client.ts";
import { ApiError, NotFoundError, RateLimitedError, UnavailableError } from "../api_error.ts";
import { SYSTEM } from "../authorization/actor.ts";
import { authorize } from "../authorization/authorize.ts";
import { authorizeOperator } from "../authorization/authorize_operator.ts";
import type { Call } from "../call.ts";
import type { GraphqlContext } from "../graphql/context.ts";
import { readTargetHealth, type TroubledTarget } from "../targets/target_health.ts";
import { type ConvergenceEvent, ConvergenceSubscription } from "./convergence_subscription.ts";
import type { FleetReading } from "./fleet_watch.ts";
import { type GatewayWord, gatewayWords, isConverged } from "./gateway_word.ts";

/** The living gateways, as a tenant's members see them. */
export interface FleetView {
  tenantId: string;
  /** What gateways are to serve; null before the first publish. */
  current: RevisionMark | null;
  gateways: GatewayView[];
  converged: boolean;
}

export type RevisionMark = Pick<Revision, "number" | "hash" | "publishedAt">;

export interface GatewayView extends GatewayWord {
  /** How many revisions lie between the one it spoke of and the current one; null where it spoke of none. */
  revisionsBehind: number | null;
  /**
   * Seconds from the publishing of the revision that it spoke of to its word; null where it spoke of none, where the revision is
   * gone, and where it started later and so could not be earlier.
   */
  acknowledgedAfterSeconds: number | null;
  /** The tenant's targets that it found in trouble. */
  troubledTargets: TroubledTarget[];
  /** Whether the caller may see what tells of other tenants' requests. */
  isOperators: boolean;
}

/** The fleet as it stands to a tenant now. Throws `UnavailableError` while the store of the gateways is away. */
export async function readFleet(call: Call, { tenantId }: { tenantId: string }): Promise<FleetView> {
  authorize(call.actor, "fleet.read", tenantId);
  const { db } = call.dependencies;
  const [reading, current] = await Promise.all([
    readOnce(call, tenantId),
    db.revision.findFirst({ where: { tenantId }, orderBy: { number: "desc" }, select: MARK }),
  ]);
  const words = gatewayWords(reading.alive, reading.acknowledgements, current?.number ?? 0);
  const gateways = await describeGateways(call, { tenantId, words, current });
  return { tenantId, current, gateways, converged: isConverged(words) };
}

/**
 * Watches the living gateways come to a revision of a tenant. Throws `NotFoundError` for a number that was never published,
 * `RateLimitedError` where too many watch.
 */
export async function watchConvergence(
  call: GraphqlContext,
  { tenantId, number }: { tenantId: string; number: number },
): Promise<AsyncIterableIterator<ConvergenceEvent>> {
  authorize(call.actor, "fleet.read", tenantId);
  const { db, fleetWatch, clock } = call.dependencies;
  const revision = await db.revision.findUnique({ where: { tenantId_number: { tenantId, number } }, select: MARK });
  if (revision === null) throw new NotFoundError(`There is no revision ${number}.`);
  // What cannot be read now is told at once, instead of a silence.
  await readOnce(call, tenantId);
  const subscription = ConvergenceSubscription.open({
    watch: fleetWatch,
    clock,
    tenantId,
    number,
    authorizeAgain: async () => void authorize(await call.authenticateAgain(), "fleet.read", tenantId),
  });
  if (subscription === null) throw new RateLimitedError("Too many watch the fleet now. Try again in a minute.", 60);
  // Whoever goes away before the first event never asks the iterator to end.
  if (call.signal.aborted) subscription.end();
  else call.signal.addEventListener("abort", () => subscription.end(), { once: true });
  return subscription;
}

/** What gateways said, with what the database and the board know of it. */
export async function describeGateways(
  call: Call,
  { tenantId, words, current }: { tenantId: string; words: readonly GatewayWord[]; current: RevisionMark | null },
): Promise<GatewayView[]> {
  const numbers = [...new Set(words.flatMap(({ word }) => word === null ? [] : [word.number]))];
  const [revisions, troubled, isOperators] = await Promise.all([
    call.dependencies.db.revision.findMany({ where: { tenantId, number: { in: numbers } }, select: MARK }),
    troubledTargets(call, tenantId),
    isOperator(call),
  ]);
  const published = new Map(revisions.map((revision) => [revision.number, revision]));
  return words.map((word) => ({
    ...word,
    revisionsBehind: word.word === null || current === null ? null : Math.max(0, current.number - word.word.number),
    acknowledgedAfterSeconds: acknowledgedAfter(word, published),
    troubledTargets: troubled.filter(({ instance }) => instance === word.heartbeat.instance),
    isOperators,
  }));
}

const MARK = { number: true, hash: true, publishedAt: true } as const;

async function readOnce({ dependencies }: Call, tenantId: string): Promise<FleetReading> {
  try {
    return await dependencies.fleetWatch.read(tenantId);
  } catch (cause) {
    throw new UnavailableError("What gateways say cannot be reached now.", { cause });
  }
}

function acknowledgedAfter(
  { heartbeat, word }: GatewayWord,
  published: ReadonlyMap<number, RevisionMark>,
): number | null {
  const revision = word === null ? undefined : published.get(word.number);
  if (word === null || revision === undefined || revision.hash !== word.hash) return null;
  const publishedMs = revision.publishedAt.getTime();
  // Two machines' clocks: what was said before it could be is said at once.
  return heartbeat.startedAt > publishedMs ? null : Math.max(0, word.at - publishedMs) / 1_000;
}

/** The board is no more than advice: that it cannot be read must not hide the fleet. */
async function troubledTargets(call: Call, tenantId: string): Promise<TroubledTarget[]> {
  try {
    // Already authorized for the fleet, of which this is a part.
    const health = await readTargetHealth({ ...call, actor: SYSTEM }, { tenantId });
    return health.targets.filter(({ state }) => state !== "closed");
  } catch (error) {
    call.dependencies.logger.warn("fleet_health_unreadable", { tenantId, error });
    return [];
  }
}

/** Whether the caller is one of those who run the installation. */
async function isOperator(call: Call): Promise<boolean> {
  try {
    await authorizeOperator(call, "fleet.operate");
    return true;
  } catch (error) {
    if (error instanceof ApiError) return false;
    throw error;
  }
}
