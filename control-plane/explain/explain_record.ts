import type { Revision } from "../../prisma/generated/client/client.ts";
import type { ConfigContent, RevisionRoute } from "../../shared/contracts/config_revision.ts";
import { ERROR_CODES, type ErrorCode } from "../../shared/contracts/error_code.ts";
import type { PolicyVerdict } from "../../shared/contracts/policy.ts";
import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import type { Call } from "../call.ts";
import { type ExplanationUnknown, unknown } from "./explanation_unknown.ts";
import { readDocument } from "./load_configuration.ts";
import { type ModelMatch, modelMatch, routeMatch } from "./model_match.ts";
import { recordedWalk } from "./recorded_walk.ts";
import type { WalkStep } from "./route_walk.ts";

/** Why a request went where it went, as far as its record and its revision tell. */
export interface RequestExplanation {
  record: RequestRecord;
  /** The revision that it was pinned to; null where it is gone, or none was known. */
  revision: Revision | null;
  match: ModelMatch | null;
  walk: WalkStep[];
  verdicts: NamedVerdict[];
  /** What the stable error code means; null where there was no error. */
  errorMeaning: string | null;
  unknowns: ExplanationUnknown[];
}

export interface NamedVerdict extends PolicyVerdict {
  /** Null where nobody knows any more. */
  policyName: string | null;
  isKeysOwn: boolean;
}

/** Explains a record that the caller may read; nothing is called, and what is not known is said so. */
export async function explainRecord(call: Call, record: RequestRecord): Promise<RequestExplanation> {
  const pinned = record.revision === null ? null : await pinnedRevision(call, record);
  const unknowns: ExplanationUnknown[] = [];
  const content = pinned?.content ?? null;
  if (content === null) unknowns.push(missingRevision(record));
  const route = content === null ? null : routeOf(content, record);
  const walk = walkOf(record, { content, route }, unknowns);
  return {
    record,
    revision: pinned?.revision ?? null,
    match: matchOf(record, content, route),
    walk,
    verdicts: await namedVerdicts(call, record, content),
    errorMeaning: meaningOf(record.errorCode),
    unknowns,
  };
}

interface Pinned {
  revision: Revision;
  content: ConfigContent;
}

/** A page of records asks for each revision once. */
const READ = new WeakMap<Call, Map<string, Promise<Pinned | null>>>();

function pinnedRevision(call: Call, { tenantId, revision }: RequestRecord): Promise<Pinned | null> {
  const { number, hash } = revision!;
  const ofCall = READ.get(call) ?? new Map<string, Promise<Pinned | null>>();
  READ.set(call, ofCall);
  const name = `${tenantId} ${number} ${hash}`;
  const known = ofCall.get(name) ?? readPinned(call, { tenantId, number, hash });
  ofCall.set(name, known);
  return known;
}

async function readPinned(
  { dependencies }: Call,
  { tenantId, number, hash }: { tenantId: string; number: number; hash: string },
): Promise<Pinned | null> {
  // The hash as well: a database restored from the past may have given the number to another revision.
  const where = { tenantId_number: { tenantId, number }, hash: { startsWith: hash } };
  const revision = await dependencies.db.revision.findUnique({ where });
  return revision === null ? null : { revision, content: readDocument(revision) };
}

function missingRevision({ revision }: RequestRecord): ExplanationUnknown {
  return revision === null
    ? unknown("revision_not_recorded", "The gateway knew no revision when it turned the request away.")
    : unknown(
      "revision_gone",
      `Revision ${revision.number} is not here any more, so its route and policies are unknown.`,
    );
}

function routeOf(content: ConfigContent, { projectId, routeName }: RequestRecord): RevisionRoute | null {
  return content.routes.find((route) => route.projectId === projectId && route.name === routeName) ?? null;
}

function matchOf(record: RequestRecord, content: ConfigContent | null, route: RevisionRoute | null): ModelMatch | null {
  const { modelAsked, errorCode, routePath } = record;
  if (modelAsked === null) return null;
  if (route !== null) return routeMatch(route, modelAsked);
  if (errorCode === "model_not_found" || errorCode === "direct_models_not_allowed") {
    return modelMatch({ state: "refused", code: errorCode, details: {} }, modelAsked);
  }
  if (content === null || routePath[0]?.type !== "direct") return null;
  return modelMatch({ state: "direct", target: { type: "target", ...splitModel(modelAsked) } }, modelAsked);
}

function splitModel(asked: string): { provider: string; model: string } {
  const slash = asked.indexOf("/");
  return { provider: asked.slice(0, slash), model: asked.slice(slash + 1) };
}

function walkOf(
  record: RequestRecord,
  { content, route }: { content: ConfigContent | null; route: RevisionRoute | null },
  unknowns: ExplanationUnknown[],
): WalkStep[] {
  const { routePath, modelAsked, routeName, attempts } = record;
  if (routePath[0]?.type === "direct" && modelAsked !== null) {
    return [{ type: "direct", pointer: "", candidate: 0, target: splitModel(modelAsked) }];
  }
  if (content === null) return [];
  if (routePath.length === 0) {
    if (routeName !== null) unknowns.push(unknown("path_not_recorded", "The way through the route was not recorded."));
    return [];
  }
  if (route === null) {
    unknowns.push(unknown("route_gone", `The revision has no route '${routeName}'.`));
    return [];
  }
  const walk = recordedWalk(record, route);
  if (walk === null) {
    unknowns.push(unknown("path_does_not_fit", "The recorded way does not fit the route of the revision."));
    return [];
  }
  unknowns.push(...unknownInputs(walk));
  if (attempts.length > 1) {
    const message =
      "The way is that to the last target that was tried; of those before only the attempts are recorded.";
    unknowns.push(unknown("attempts_paths_not_recorded", message));
  }
  return walk;
}

function unknownInputs(walk: readonly WalkStep[]): ExplanationUnknown[] {
  const unknowns: ExplanationUnknown[] = [];
  for (const step of walk) {
    if (step.type === "fastest" || step.type === "cheapest") {
      const measure = step.type === "fastest" ? "latencies" : "prices";
      const message = `At '${step.pointer}': the ${measure} that the gateway went by were not recorded.`;
      unknowns.push(unknown("scores_not_recorded", message));
    }
    if (step.type === "when" && step.condition.holds === null) {
      unknowns.push(unknown("input_not_recorded", `At '${step.pointer}': a value that decided was not recorded.`));
    }
    if (step.type === "split" && step.decidedBy !== "sticky") {
      const part = step.decidedBy === "chance" ? "split_by_chance" : "input_not_recorded";
      unknowns.push(unknown(part, `At '${step.pointer}': why this child was taken is not recorded; chance decided.`));
    }
  }
  return unknowns;
}

async function namedVerdicts(
  { dependencies }: Call,
  { policyVerdicts, apiKeyId, tenantId }: RequestRecord,
  content: ConfigContent | null,
): Promise<NamedVerdict[]> {
  if (policyVerdicts.length === 0) return [];
  const names = new Map(content?.policies.map(({ id, name }) => [id, name]));
  const isKeys = policyVerdicts.some(({ policyId }) => policyId === apiKeyId);
  const key = isKeys ? await dependencies.db.apiKey.findFirst({ where: { id: apiKeyId, tenantId } }) : null;
  if (key !== null) names.set(key.id, key.name);
  return policyVerdicts.map((verdict) => ({
    ...verdict,
    policyName: names.get(verdict.policyId) ?? null,
    isKeysOwn: verdict.policyId === apiKeyId,
  }));
}

/** The code's own sentence, with its details' places left open. */
function meaningOf(errorCode: string | null): string | null {
  if (errorCode === null || !Object.hasOwn(ERROR_CODES, errorCode)) return null;
  return ERROR_CODES[errorCode as ErrorCode].message;
}
