import type { ApiKeyEntry } from "../../../shared/contracts/api_key.ts";
import type { ConfigRevision, RevisionProvider, RevisionRoute } from "../../../shared/contracts/config_revision.ts";
import type { PolicyVerdict } from "../../../shared/contracts/policy.ts";
import {
  type Attempt,
  type Dialect,
  REQUEST_RECORD_SCHEMA,
  type RouteStep,
} from "../../../shared/contracts/request_record.ts";
import type { TargetNode } from "../../../shared/contracts/route_tree.ts";
import type { RouteCandidate } from "../../../shared/routing/plan_route.ts";
import type { LedgerClaim } from "../../../shared/transport/reservation_ledger.ts";
import { pieceOf } from "../../records/json_writer.ts";

// What many records have in common is made once for each, and copied. Whatever is remembered is the same for as long as what it
// is remembered by: keys, routes and targets are immutable and go with their revision.

/** The beginning of a record: whose request it is. */
export function keyPiece(key: ApiKeyEntry): Uint8Array {
  let piece = keyPieces.get(key);
  if (piece === undefined) {
    const { tenantId, projectId, apiKeyId, keyVersion } = key;
    const members = { schema: REQUEST_RECORD_SCHEMA, tenantId, projectId, apiKeyId, keyVersion };
    keyPieces.set(key, piece = pieceOf(JSON.stringify(members).slice(1, -1)));
  }
  return piece;
}

const keyPieces = new WeakMap<ApiKeyEntry, Uint8Array>();

/** The revision, and the route that was named; null where there is none. */
export function routePiece(revision: ConfigRevision, route: RevisionRoute | null): Uint8Array {
  const known = routePieces.get(route ?? revision);
  // Asked all the same: a route that two revisions shared would name the wrong one.
  if (known?.revision === revision) return known.piece;
  const { number, hash } = revision;
  const piece = membersPiece({ revision: { number, hash }, routeName: route?.name ?? null });
  routePieces.set(route ?? revision, { revision, piece });
  return piece;
}

const routePieces = new WeakMap<RevisionRoute | ConfigRevision, { revision: ConfigRevision; piece: Uint8Array }>();

/** The way to a target, and who it is. */
export function targetPiece({ target, path }: RouteCandidate, provider: RevisionProvider | null): Uint8Array {
  const kind = provider?.kind ?? null;
  const known = targetPieces.get(target);
  if (known !== undefined && known.kind === kind && isSamePath(known.path, path)) return known.piece;
  const piece = membersPiece({ routePath: path, provider: target.provider, providerKind: kind });
  targetPieces.set(target, { path, kind, piece });
  return piece;
}

interface TargetPiece {
  path: readonly RouteStep[];
  kind: RevisionProvider["kind"] | null;
  piece: Uint8Array;
}

const targetPieces = new WeakMap<TargetNode, TargetPiece>();

function isSamePath(one: readonly RouteStep[], other: readonly RouteStep[]): boolean {
  if (one === other) return true;
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index++) {
    const { path, type, chose } = one[index]!;
    const step = other[index]!;
    if (path !== step.path || type !== step.type || chose !== step.chose) return false;
  }
  return true;
}

/** The client's API, up to the request's id, which is missing. */
export function dialectPiece(dialect: Dialect, stream: boolean): Uint8Array {
  const pieces = stream ? streamedPieces : wholePieces;
  return pieces[dialect] ??= pieceOf(`,"dialect":"${dialect}","stream":${stream},"id":"`);
}

const streamedPieces: Partial<Record<Dialect, Uint8Array>> = {};
const wholePieces: Partial<Record<Dialect, Uint8Array>> = {};

/** An attempt that went well up to the moment when it began, which is missing. */
export function completedPiece({ target: { provider, model }, credentialId }: Attempt): Uint8Array {
  const known = completedPieces.get(credentialId ?? provider);
  if (known?.model === model && known.provider === provider) return known.piece;
  const members = {
    target: { provider, model },
    credentialId,
    outcome: "completed",
    errorClass: null,
    status: 200,
    error: null,
  };
  const piece = pieceOf(`${JSON.stringify(members).slice(0, -1)},"startedAt":`);
  makeRoom(completedPieces);
  completedPieces.set(credentialId ?? provider, { provider, model, piece });
  return piece;
}

/** By the credential, or the provider of one without. */
const completedPieces = new Map<string, { provider: string; model: string; piece: Uint8Array }>();

/** A counter's verdict up to what remains, which is missing. */
export function verdictPiece({ policyId, limit, verdict }: PolicyVerdict, counterKey: string): Uint8Array {
  const known = verdictPieces.get(counterKey);
  // The key names policy and limit, too.
  if (known?.verdict === verdict) return known.piece;
  const piece = pieceOf(`${JSON.stringify({ policyId, limit, counterKey, verdict }).slice(0, -1)},"remaining":`);
  makeRoom(verdictPieces);
  verdictPieces.set(counterKey, { verdict, piece });
  return piece;
}

const verdictPieces = new Map<string, { verdict: PolicyVerdict["verdict"]; piece: Uint8Array }>();

/** A budget's charge up to its amount, which is missing. */
export function chargePiece({ counterKey, period, periodStart, periodEnd }: SpendClaim): Uint8Array {
  const known = chargePieces.get(counterKey);
  if (known?.period === period && known.periodStart === periodStart && known.periodEnd === periodEnd) {
    return known.piece;
  }
  const members = { counterKey, period, periodStart, periodEnd };
  const piece = pieceOf(`${JSON.stringify(members).slice(0, -1)},"nanoUsd":`);
  makeRoom(chargePieces);
  chargePieces.set(counterKey, { period, periodStart, periodEnd, piece });
  return piece;
}

type SpendClaim = Extract<LedgerClaim, { type: "spend" }>;

interface ChargePiece extends Pick<SpendClaim, "period" | "periodStart" | "periodEnd"> {
  piece: Uint8Array;
}

const chargePieces = new Map<string, ChargePiece>();

/** Counters may be an end user's, whom clients name: without a bound, made-up ones would fill the memory. */
function makeRoom(pieces: Map<string, unknown>): void {
  if (pieces.size >= PIECES_MAX) pieces.clear();
}

const PIECES_MAX = 40_000;

/** An object's members, a comma before them. */
function membersPiece(members: object): Uint8Array {
  return pieceOf(`,${JSON.stringify(members).slice(1, -1)}`);
}
