import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import type { Transaction } from "../database.ts";
import { endUserHash } from "./end_user_hash.ts";

interface Erasure {
  id: string;
  tenantId: string;
  projectId: string | null;
  endUserHash: string;
  requestedAt: Date;
}

/**
 * Which of these records are of end users who were erased meanwhile: made before the erasure was asked for, and still on
 * their way when it was carried out.
 *
 * Holds off the beginning of further erasures until the transaction ends, so that they find whatever it stores.
 */
export async function findErased(transaction: Transaction, records: readonly RequestRecord[]): Promise<Set<string>> {
  const named = records.filter(({ endUser }) => endUser !== null);
  if (named.length === 0) return new Set();
  const tenants = [...new Set(named.map(({ tenantId }) => tenantId))];
  const earliest = new Date(named.reduce((least, { ts }) => Math.min(least, ts), Infinity));
  const erasures = await transaction.$queryRaw<Erasure[]>`
    SELECT * FROM "erasures_since"(${tenants}::uuid[], ${earliest}::timestamptz)`;
  // Seldom any, and then of few records: fresh ones are younger than any erasure.
  return new Set(named.filter((record) => erasures.some((each) => concerns(each, record))).map(({ id }) => id));
}

/** What remains of such a record: amounts, and nothing that a person said or is known by. */
export function withoutEndUser(record: RequestRecord): RequestRecord {
  const { bodies: _captured, ...rest } = record;
  return {
    ...rest,
    endUser: null,
    tags: {},
    conditionInputs: {},
    traceId: null,
    attempts: record.attempts.map((attempt) => ({ ...attempt, error: null })),
  };
}

function concerns(
  { id, tenantId, projectId, endUserHash: hash, requestedAt }: Erasure,
  record: RequestRecord,
): boolean {
  return record.tenantId === tenantId && (projectId === null || record.projectId === projectId) &&
    record.ts <= requestedAt.getTime() && endUserHash(id, record.endUser!) === hash;
}
