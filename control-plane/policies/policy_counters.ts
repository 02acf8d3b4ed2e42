import type { ApiKey, Policy } from "../../prisma/generated/client/client.ts";
import type { Policy as PublishedPolicy } from "../../shared/contracts/policy.ts";
import { apiKeyEntry } from "../../shared/contracts/api_key.ts";
import { uuid } from "../../shared/contracts/identifiers.ts";
import { compileKey, compilePolicy } from "../../shared/policy/compiled_policy.ts";
import { SpendPeriods } from "../../shared/policy/spend_period.ts";
import { ValidationError } from "../api_error.ts";
import type { Call } from "../call.ts";
import { publishedPolicies } from "./published_policies.ts";
import { type LimitCounter, readCounters } from "./read_counters.ts";

/** Somebody whom a policy counts by themselves, and how their counters stand. */
export interface PolicyCounters {
  /** Null where all are counted together, or end users are. */
  apiKey: ApiKey | null;
  endUser: string | null;
  counters: LimitCounter[];
}

/** A page of whom a policy counts. Positions are cursors of `countersCursor()`; neither is part of the page. */
export interface CountersPage {
  after?: string | undefined;
  before?: string | undefined;
  limit: number;
  /** From the end instead of the beginning, the last first. Default false. */
  fromEnd?: boolean;
  /** Of a policy on end users: which one. Left out there, none. */
  endUser?: string | null | undefined;
}

/**
 * How the counters of a policy stand, as gateways keep to it: none before it is published. One for all whom it counts together;
 * of a policy on each API key one for every key in use, the newest first; of one on end users that of the one asked for.
 * Whether the caller may is for the policy's own type to say.
 */
export async function readPolicyCounters(call: Call, policy: Policy, page: CountersPage): Promise<PolicyCounters[]> {
  const published = await publishedPolicies(call, policy.tenantId);
  const served = published?.policies.get(policy.id);
  if (published === null || served === undefined) return [];
  const subjects = await subjectsOf(call, { policy: served, tenantId: policy.tenantId }, page);
  const compiled = compilePolicy(served);
  const counters = await readCounters(
    call,
    { tenantId: policy.tenantId, periods: published.periods },
    subjects.map(({ apiKey, endUser }) => ({ compiled, subject: apiKey?.id ?? endUser ?? "" })),
  );
  return subjects.map((subject, index) => ({ ...subject, counters: counters[index]! }));
}

/** How the counters of a key's own limits stand. */
export async function readKeyCounters(call: Call, apiKey: ApiKey): Promise<LimitCounter[]> {
  const { id: apiKeyId, name, tenantId } = apiKey;
  const compiled = compileKey({ apiKeyId, name, limits: apiKeyEntry.shape.limits.parse(apiKey.limits) });
  if (compiled === null) return [];
  // Before the first publish gateways answer no request, and the calendar is of no matter.
  const periods = (await publishedPolicies(call, tenantId))?.periods ?? new SpendPeriods("UTC");
  const [counters] = await readCounters(call, { tenantId, periods }, [{ compiled, subject: apiKeyId }]);
  return counters!;
}

/** Where somebody stands among those whom a policy counts. */
export function countersCursor({ apiKey }: PolicyCounters): string {
  return btoa(`counters:${apiKey?.id ?? ""}`);
}

type Subject = Omit<PolicyCounters, "counters">;

async function subjectsOf(
  call: Call,
  { policy: { scope }, tenantId }: { policy: PublishedPolicy; tenantId: string },
  page: CountersPage,
): Promise<Subject[]> {
  const isPerKey = scope.type === "api_key" && scope.apiKeyId === undefined;
  if (isPerKey) return (await pageOfKeys(call, tenantId, page)).map((apiKey) => ({ apiKey, endUser: null }));
  if (page.after !== undefined || page.before !== undefined) return [];
  if (scope.type !== "end_user") return [{ apiKey: null, endUser: null }];
  return page.endUser == null ? [] : [{ apiKey: null, endUser: page.endUser }];
}

function pageOfKeys(call: Call, tenantId: string, { after, before, limit, fromEnd }: CountersPage): Promise<ApiKey[]> {
  return call.dependencies.db.apiKey.findMany({
    where: {
      tenantId,
      revokedAt: null,
      AND: [
        after === undefined ? {} : { id: { lt: keyIdOf("after", after) } },
        before === undefined ? {} : { id: { gt: keyIdOf("before", before) } },
      ],
    },
    orderBy: { id: fromEnd ? "asc" : "desc" },
    take: limit,
  });
}

function keyIdOf(argument: string, cursor: string): string {
  try {
    return uuid.parse(/^counters:(.+)$/.exec(atob(cursor))?.[1]);
  } catch {
    throw new ValidationError([{ path: [argument], message: "not a cursor of this list" }]);
  }
}
