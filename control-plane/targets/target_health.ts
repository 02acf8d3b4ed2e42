import type { Credential } from "../../prisma/generated/client/client.ts";
import type { ErrorClass } from "../../shared/contracts/error_class.ts";
import type {
  BoardReading,
  BreakerBoard,
  CircuitNotice,
  CoolingNotice,
  PostedNotice,
  TargetNotice,
} from "../../shared/transport/breaker_board.ts";
import { UnavailableError } from "../api_error.ts";
import { authorize } from "../authorization/authorize.ts";
import type { Call } from "../call.ts";

/** The targets and keys of a tenant that gateways have told each other of. */
export interface TargetHealth {
  /** Those in trouble and those that were within the last ten minutes, the latest news first. */
  targets: TroubledTarget[];
  /** Those that end last first. */
  coolingKeys: CoolingKey[];
}

export interface TroubledTarget {
  provider: string;
  model: string;
  state: "open" | "half_open" | "closed";
  errorClass: ErrorClass;
  attempts: number;
  failures: number;
  since: Date;
  /** When a gateway may try it again, or could; null when it is closed. */
  until: Date | null;
  reportedAt: Date;
  instance: string;
}

export interface CoolingKey {
  provider: string;
  /** Null when it was removed meanwhile. */
  key: Credential | null;
  keyId: string;
  model: string | null;
  errorClass: ErrorClass;
  until: Date;
  instance: string;
}

/** What is in trouble, as of now. Throws `UnavailableError` when the board of the gateways cannot be reached. */
export async function readTargetHealth(call: Call, { tenantId }: { tenantId: string }): Promise<TargetHealth> {
  authorize(call.actor, "target_health.read", tenantId);
  const { transport, clock, db } = call.dependencies;
  const { notices } = await readBoard(transport.breakerBoard);
  const nowMs = clock.now();
  const own = notices.filter(({ notice }) => notice.tenantId === tenantId);
  const circuits = own.filter(isOf("circuit")).sort((a, b) => b.postingId - a.postingId);
  const coolings = own.filter(isOf("cooling")).filter(({ leftMs }) => leftMs > 0).sort((a, b) => b.leftMs - a.leftMs);
  const keyIds = coolings.map(({ notice }) => notice.credentialId);
  const keys = keyIds.length === 0 ? [] : await db.credential.findMany({ where: { tenantId, id: { in: keyIds } } });
  const keyOf = new Map(keys.map((key) => [key.id, key]));
  return {
    targets: circuits.map((posted) => troubledTarget(posted, nowMs)),
    coolingKeys: coolings.map((posted) => coolingKey(posted, keyOf, nowMs)),
  };
}

async function readBoard(board: BreakerBoard): Promise<BoardReading> {
  try {
    return (await board.read(null))!;
  } catch (cause) {
    throw new UnavailableError("What gateways tell of their targets cannot be reached now.", { cause });
  }
}

function isOf<Type extends TargetNotice["type"]>(type: Type) {
  return (posted: PostedNotice): posted is PostedNotice<Extract<TargetNotice, { type: Type }>> =>
    posted.notice.type === type;
}

function troubledTarget({ notice, ageMs, leftMs }: PostedNotice<CircuitNotice>, nowMs: number): TroubledTarget {
  const { provider, model, errorClass, attempts, failures, troubledMs, instance } = notice;
  const state = notice.state === "closed" ? "closed" : leftMs > 0 ? "open" : "half_open";
  return {
    provider,
    model,
    state,
    errorClass,
    attempts,
    failures,
    since: new Date(nowMs - ageMs - troubledMs),
    until: state === "closed" ? null : new Date(nowMs + leftMs),
    reportedAt: new Date(nowMs - ageMs),
    instance,
  };
}

function coolingKey(
  { notice, leftMs }: PostedNotice<CoolingNotice>,
  keyOf: ReadonlyMap<string, Credential>,
  nowMs: number,
): CoolingKey {
  const { provider, credentialId, model, errorClass, instance } = notice;
  const key = keyOf.get(credentialId) ?? null;
  return { provider, key, keyId: credentialId, model, errorClass, until: new Date(nowMs + leftMs), instance };
}
