import { Prisma } from "../../prisma/generated/client/client.ts";
import type { ErrorClass } from "../../shared/contracts/error_class.ts";
import type { PolicyVerdict } from "../../shared/contracts/policy.ts";
import type { Attempt, Dialect, RequestOutcome, RouteStep } from "../../shared/contracts/request_record.ts";
import type { Transaction } from "../database.ts";

/** What a replay reads of a record. */
export interface RecordedRequest {
  id: string;
  ts: Date;
  projectId: string;
  apiKeyId: string;
  endUser: string | null;
  revisionNumber: number | null;
  routeName: string | null;
  routePath: RouteStep[];
  conditionInputs: Record<string, string | number | boolean | null>;
  dialect: Dialect;
  stream: boolean;
  modelAsked: string | null;
  modelServed: string | null;
  provider: string | null;
  attempts: Attempt[];
  outcome: RequestOutcome;
  errorCode: string | null;
  policyVerdicts: PolicyVerdict[];
  cacheHit: boolean;
  estimatedTokens: number;
  maxTokensAsked: number | null;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  reasoningTokens: number;
  costNanoUsd: bigint | null;
  priceVersion: string | null;
  totalMs: number;
}

const COLUMNS = Prisma.raw(
  [
    ...["id", "ts", "projectId", "apiKeyId", "endUser", "revisionNumber", "routeName", "routePath", "conditionInputs"],
    ...["dialect", "stream", "modelAsked", "modelServed", "provider", "attempts", "outcome", "errorCode"],
    ...["policyVerdicts", "cacheHit", "estimatedTokens", "maxTokensAsked", "inputTokens", "outputTokens"],
    ...["cacheReadTokens", "cacheWriteTokens", "reasoningTokens", "costNanoUsd", "priceVersion", "totalMs"],
  ].map((column) => `"${column}"`).join(", "),
);

/** Requests of a page. */
const PAGE_REQUESTS = 500;

/** Where the latest `last` records under `where` begin; null where there are none. */
export async function findBeginning(
  db: Pick<Transaction, "$queryRaw">,
  where: Prisma.Sql,
  last: number,
): Promise<Prisma.Sql | null> {
  const [row] = await db.$queryRaw<{ ts: Date; id: string }[]>`
    SELECT "ts", "id" FROM (
      SELECT "ts", "id" FROM "RequestLog" WHERE ${where} ORDER BY "ts" DESC, "id" DESC LIMIT ${last}
    ) latest ORDER BY "ts", "id" LIMIT 1`;
  // The bound on `ts` alone says the same less exactly; by it partitions are left out.
  return row === undefined
    ? null
    : Prisma.sql`"ts" >= ${row.ts}::timestamptz AND ("ts", "id") >= (${row.ts}::timestamptz, ${row.id}::uuid)`;
}

/** The records under `where` from `beginning` on, the oldest first, page by page; `last` at most. */
export async function* readRecorded(
  db: Pick<Transaction, "$queryRaw">,
  { where, beginning }: { where: Prisma.Sql; beginning: Prisma.Sql },
  last: number,
): AsyncGenerator<RecordedRequest[]> {
  // One bound at a time: of two the database would go by the lower, and read all that lies between once more for each page.
  let after = beginning;
  for (let left = last; left > 0;) {
    const page = await db.$queryRaw<RecordedRequest[]>`
      SELECT ${COLUMNS} FROM "RequestLog" WHERE ${where} AND ${after}
      ORDER BY "ts", "id" LIMIT ${Math.min(left, PAGE_REQUESTS)}`;
    if (page.length > 0) yield page;
    if (page.length < PAGE_REQUESTS) return;
    left -= page.length;
    const { ts, id } = page.at(-1)!;
    after = Prisma.sql`"ts" >= ${ts}::timestamptz AND ("ts", "id") > (${ts}::timestamptz, ${id}::uuid)`;
  }
}

/** `provider/model` of the target that was tried last; of an answer from the cache whose answer it was. Null: none was. */
export function recordedTarget({ attempts, provider, modelServed }: RecordedRequest): string | null {
  const last = attempts.at(-1);
  if (last !== undefined) return `${last.target.provider}/${last.target.model}`;
  return provider === null || modelServed === null ? null : `${provider}/${modelServed}`;
}

/** The targets that failed for good when the request was recorded, by what they failed in; null: they were not called. */
export function recordedFailures({ attempts }: RecordedRequest): ReadonlyMap<string, ErrorClass | null> {
  if (attempts.every(({ outcome }) => outcome !== "failed")) return NO_FAILURES;
  const failures = new Map<string, ErrorClass | null>();
  for (const { target, outcome, errorClass, credentialId } of attempts) {
    const name = `${target.provider}/${target.model}`;
    // What answered in the end is well.
    if (outcome !== "failed") failures.delete(name);
    else failures.set(name, credentialId === null ? null : errorClass);
  }
  return failures;
}

const NO_FAILURES: ReadonlyMap<string, ErrorClass | null> = new Map();
