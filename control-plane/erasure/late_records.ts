import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import type { Transaction } from "../database.ts";
import { counterPseudonym, withSubject } from "./counter_pseudonym.ts";
import { endUserHash } from "./end_user_hash.ts";
import { erasedPolicies } from "./erased_policies.ts";

interface Erasure {
  id: string;
  tenantId: string;
  projectId: string | null;
  endUserHash: string;
  requestedAt: Date;
}

/**
 * What remains of those of these records that are of end users who were erased meanwhile, by the records' ids: they were made
 * before the erasure was asked for, and still on their way when it was carried out.
 *
 * Holds off the beginning of further erasures until the transaction ends, so that they find whatever it stores.
 */
export async function findErased(
  transaction: Transaction,
  records: readonly RequestRecord[],
): Promise<Map<string, RequestRecord>> {
  const remains = new Map<string, RequestRecord>();
  const named = records.filter(({ endUser }) => endUser !== null);
  if (named.length === 0) return remains;
  const tenants = [...new Set(named.map(({ tenantId }) => tenantId))];
  const earliest = new Date(named.reduce((least, { ts }) => Math.min(least, ts), Infinity));
  const erasures = await transaction.$queryRaw<Erasure[]>`
    SELECT * FROM "erasures_since"(${tenants}::uuid[], ${earliest}::timestamptz)`;
  for (const record of named) {
    // Seldom any, and then of few records: fresh ones are younger than any erasure. One of the tenant reaches furthest.
    const erasure = erasures.filter((each) => concerns(each, record)).sort((a) => a.projectId === null ? -1 : 1)[0];
    if (erasure === undefined) continue;
    const policyIds = await erasedPolicies(transaction, erasure);
    remains.set(record.id, withoutEndUser(record, { policyIds, pseudonym: counterPseudonym(erasure) }));
  }
  return remains;
}

/** Amounts, and nothing that a person said or is known by. */
function withoutEndUser(
  record: RequestRecord,
  { policyIds, pseudonym }: { policyIds: string[] | null; pseudonym: string },
): RequestRecord {
  const { bodies: _captured, ...rest } = record;
  const charges = record.charges.map((charge) =>
    policyIds === null || policyIds.some((id) => charge.counterKey.startsWith(id))
      ? { ...charge, counterKey: withSubject(charge.counterKey, pseudonym) }
      : charge
  );
  return {
    ...rest,
    endUser: null,
    tags: {},
    conditionInputs: {},
    traceId: null,
    attempts: record.attempts.map((attempt) => ({ ...attempt, error: null })),
    charges,
    // Its gateway has settled, if at all, what another counter is charged.
    ledgerEpoch: charges.some(({ counterKey }, n) => counterKey !== record.charges[n]!.counterKey)
      ? null
      : record.ledgerEpoch,
  };
}

function concerns(
  { id, tenantId, projectId, endUserHash: hash, requestedAt }: Erasure,
  record: RequestRecord,
): boolean {
  return record.tenantId === tenantId && (projectId === null || record.projectId === projectId) &&
    record.ts <= requestedAt.getTime() && endUserHash(id, record.endUser!) === hash;
}
