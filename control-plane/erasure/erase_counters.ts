import { Prisma } from "../../prisma/generated/client/client.ts";
import { encodeSubject, readCounterKey } from "../../shared/policy/counter_key.ts";
import type { Clock } from "../../shared/time/clock.ts";
import { moveSpends } from "../budgets/budget_spends.ts";
import { beginEpochsWithin, lockEpochs } from "../budgets/ledger_epochs.ts";
import type { Transaction } from "../database.ts";
import { counterPseudonym } from "./counter_pseudonym.ts";
import { erasedPolicies } from "./erased_policies.ts";

/** Whom to take out of the counters' names; `projectId` null: in the whole tenant. */
export interface ErasedSubject {
  tenantId: string;
  projectId: string | null;
  endUser: string;
  endUserHash: string;
}

/**
 * Takes an end user's name out of what budgets were charged, of warnings and of what webhooks tell of them; amounts stay under
 * a pseudonym.
 *
 * Where a budget is under way the tenant's ledger is given a new epoch, and rebuilt by the keeper without the name: the end
 * user's budgets begin anew.
 */
export async function eraseCounters(transaction: Transaction, subject: ErasedSubject, clock: Clock): Promise<void> {
  const { tenantId } = subject;
  const ending = `:end_user:${encodeSubject(subject.endUser)}`;
  const erased = `:end_user:${counterPseudonym(subject)}`;
  const policyIds = await erasedPolicies(transaction, subject);
  // Before the spends, as everywhere.
  await lockEpochs(transaction, [tenantId]);
  await moveSpends(transaction, { tenantId, policyIds, from: ending, to: erased });
  await renameWarnings(transaction, { tenantId, policyIds, ending, erased });
  await renameEvents(transaction, { tenantId, policyIds, ending });
  const [{ underWay }] = await transaction.$queryRaw<[{ underWay: boolean }]>`
    SELECT EXISTS (SELECT FROM "BudgetSpend" WHERE "tenantId" = ${tenantId}::uuid
      AND right("counterKey", ${erased.length}::int) = ${erased} AND "periodEnd" > ${new Date(clock.now())}
    ) AS "underWay"`;
  if (underWay) await beginEpochsWithin(transaction, [tenantId], clock);
}

interface Renamed {
  tenantId: string;
  policyIds: string[] | null;
  ending: string;
}

async function renameWarnings(
  transaction: Transaction,
  { tenantId, policyIds, ending, erased }: Renamed & { erased: string },
): Promise<void> {
  const named = Prisma
    .sql`named."tenantId" = ${tenantId}::uuid AND right(named."counterKey", ${ending.length}::int) = ${ending}
    ${policyIds === null ? Prisma.empty : Prisma.sql`AND named."policyId" = ANY (${policyIds}::uuid[])`}`;
  const renamed = Prisma.sql`left(named."counterKey", ${-ending.length}::int) || ${erased}`;
  // What late records have told once more under the pseudonym.
  await transaction.$executeRaw`
    DELETE FROM "BudgetWarning" AS named USING "BudgetWarning" AS told
    WHERE ${named} AND told."tenantId" = named."tenantId" AND told."counterKey" = ${renamed}
      AND told."period" = named."period" AND told."periodStart" = named."periodStart"
      AND told."sharePercent" = named."sharePercent" AND told."limitNanoUsd" = named."limitNanoUsd"`;
  await transaction.$executeRaw`
    UPDATE "BudgetWarning" AS named SET "counterKey" = ${renamed}, "subject" = NULL WHERE ${named}`;
}

/** As text, for nothing else of what was signed may change; in strings no quotation mark stands unescaped, so it is found only here. */
async function renameEvents(transaction: Transaction, { tenantId, policyIds, ending }: Renamed): Promise<void> {
  const { subject } = readCounterKey(`${NIL}:spend_hour${ending}`) ?? { subject: null };
  // Of one whose digest alone is known, events tell no name.
  if (subject === null) return;
  const told = `"scope":"end_user","subject":${JSON.stringify(subject)},"action":`;
  const erased = `"scope":"end_user","subject":null,"action":`;
  await transaction.$executeRaw`
    UPDATE "WebhookEvent" SET "payload" = replace("payload", ${told}, ${erased})
    WHERE "tenantId" = ${tenantId}::uuid AND "type" = 'budget.threshold_reached' AND position(${told} in "payload") > 0
      ${
    policyIds === null
      ? Prisma.empty
      : Prisma.sql`AND substring("payload" from '"policy":[{]"id":"([0-9a-f-]{36})"') = ANY (${policyIds})`
  }`;
}

const NIL = "00000000-0000-0000-0000-000000000000";
