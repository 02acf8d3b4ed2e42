import type { Database } from "../../control-plane/database.ts";

/** Whose records they are: half of them the first project's, the others two more's. */
export interface BenchLogsOwner {
  tenantId: string;
  projectIds: [string, string, string];
  apiKeyIds: string[];
  revision: { number: number; hash: string };
}

/**
 * Fills the log with so many records of the last seven days, as the recorder would have them: six models, 4 % failed, 1 % denied,
 * a tag of five values, 5,000 end users, about a kilobyte each. Takes a minute or so a million.
 */
export async function fillLogs(db: Database, records: number, owner: BenchLogsOwner): Promise<void> {
  for (let day = 0; day <= DAYS; day++) {
    await db.$executeRaw`SELECT ensure_request_log_partition((now() AT TIME ZONE 'UTC')::date - ${day}::int)`;
  }
  const chunk = 50_000;
  for (let first = 0; first < records; first += chunk) {
    const last = Math.min(records, first + chunk) - 1;
    await db.$executeRawUnsafe(insertSql({ first, last, records, owner }));
  }
  await db.$executeRawUnsafe(rollupSql());
  for (const table of ["RequestLog", "UsageHourly"]) await db.$executeRawUnsafe(`VACUUM ANALYZE "${table}"`);
}

const DAYS = 7;

/** Rows of one stretch of time: later ones are of later times, as records come. */
function insertSql(
  { first, last, records, owner }: { first: number; last: number; records: number; owner: BenchLogsOwner },
) {
  const { tenantId, projectIds: [large, small, smaller], apiKeyIds, revision } = owner;
  const keys = `(ARRAY[${apiKeyIds.map((id) => `'${id}'`).join(", ")}]::uuid[])[1 + n % ${apiKeyIds.length}]`;
  const attempts =
    `jsonb_build_array(jsonb_build_object('target', jsonb_build_object('provider', 'provider-' || n % 3, 'model',
    'model-' || n % 6), 'credentialId', null, 'startedAt', ms, 'firstByteMs', 12.5, 'endMs', took, 'outcome', 'completed',
    'errorClass', CASE WHEN luck < 0.04 THEN 'server_error' END, 'status', CASE WHEN luck < 0.04 THEN 503 ELSE 200 END,
    'error', CASE WHEN luck < 0.04 THEN 'upstream said no: ' || md5(n::text) END))`;
  const verdicts =
    `jsonb_build_array(jsonb_build_object('policyId', '${tenantId}', 'limit', 'requests_per_minute', 'verdict',
    CASE WHEN luck BETWEEN 0.04 AND 0.05 THEN 'denied' ELSE 'allowed' END, 'counterKey', repeat('k', 80), 'remaining', 599))`;
  return `INSERT INTO "RequestLog" (${COLUMNS.map((name) => `"${name}"`).join(", ")})
    SELECT (substr(hex, 1, 8) || '-' || substr(hex, 9, 4) || '-7' || substr(md5(n::text), 1, 3) || '-8' || substr(md5(n::text), 4, 3)
        || '-' || substr(md5(n::text), 7, 12))::uuid,
      to_timestamp(ms / 1000.0), '${tenantId}'::uuid,
      CASE WHEN n % 4 < 2 THEN '${large}' WHEN n % 4 = 2 THEN '${small}' ELSE '${smaller}' END::uuid, ${keys}, 1,
      'customer-' || floor(5000 * power(random(), 2)), jsonb_build_object('team', 'team-' || n % 5),
      ${revision.number}, '${revision.hash}', 'default', '[{"path": "", "type": "target"}]'::jsonb,
      '{"stream": true, "metadata.tier": "gold", "estimated_tokens": 412}'::jsonb, 'openai_chat', true, 'default',
      'model-' || n % 6, 'provider-' || n % 3, 'MOCK', ${attempts},
      (CASE WHEN luck < 0.04 THEN 'failed' WHEN luck < 0.05 THEN 'denied' ELSE 'completed' END)::"RequestOutcome",
      CASE WHEN luck < 0.04 THEN 503 WHEN luck < 0.05 THEN 429 ELSE 200 END,
      CASE WHEN luck < 0.04 THEN 'upstream_error' WHEN luck < 0.05 THEN 'budget_exceeded' END,
      ${verdicts}, '[]'::jsonb, '[]'::jsonb, false, '{}'::text[], 400, 400, 200, 0, 0, 0, 2000000, 'bench', 0, 0.5, took / 3, took,
      'gw-bench', n
    FROM (
      SELECT n, ms, lpad(to_hex(ms), 12, '0') AS hex, random() AS luck, (50 * power(40, random() + random()) / 2)::real AS took
      FROM (SELECT n, (extract(epoch FROM now()) * 1000 - ${
    DAYS * 86_400_000
  }::float8 * (1 - n / ${records}::float8))::bigint AS ms
        FROM generate_series(${first}, ${last}) AS n) AS numbered
    ) AS drawn`;
}

const COLUMNS = [
  ...[
    "id",
    "ts",
    "tenantId",
    "projectId",
    "apiKeyId",
    "keyVersion",
    "endUser",
    "tags",
    "revisionNumber",
    "revisionHash",
  ],
  ...["routeName", "routePath", "conditionInputs", "dialect", "stream", "modelAsked", "modelServed", "provider"],
  ...[
    "providerKind",
    "attempts",
    "outcome",
    "status",
    "errorCode",
    "policyVerdicts",
    "charges",
    "degradation",
    "cacheHit",
  ],
  ...["droppedFields", "estimatedTokens", "inputTokens", "outputTokens", "cacheReadTokens", "cacheWriteTokens"],
  ...[
    "reasoningTokens",
    "costNanoUsd",
    "priceVersion",
    "queueMs",
    "overheadMs",
    "ttftMs",
    "totalMs",
    "instance",
    "sequence",
  ],
];

/** What the records sum up to by hour, without histograms. */
function rollupSql(): string {
  return `INSERT INTO "UsageHourly"
    SELECT "tenantId", date_trunc('hour', "ts", 'UTC'), "projectId", "apiKeyId", "provider", "modelServed", "routeName", "outcome",
      COALESCE("errorCode", ''), count(*), 0, 0, sum("inputTokens"), sum("outputTokens"), 0, 0, 0, sum("costNanoUsd"), '{}', '{}', '{}'
    FROM "RequestLog" GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9`;
}
