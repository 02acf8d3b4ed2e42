import { Prisma } from "../../prisma/generated/client/client.ts";
import type { TargetNode } from "../../shared/contracts/route_tree.ts";
import type { Transaction } from "../database.ts";

/** How long a target takes, as its latest completed requests tell; milliseconds. */
export interface TargetLatency {
  /** Median time to the first content, or to the whole answer where it is not streamed; what `fastest` goes by. */
  firstMs: number | null;
  /** Median time from receipt to the last byte. */
  totalMs: number;
}

/** Latencies by target, streamed and whole answers by themselves. */
export interface TargetLatencies {
  of(target: Pick<TargetNode, "provider" | "model">, stream: boolean): TargetLatency | null;
}

/** Medians over the completed requests under `where`, of which at most the latest `requestsMax` are read. */
export async function targetLatencies(
  db: Pick<Transaction, "$queryRaw">,
  where: Prisma.Sql,
  requestsMax: number,
): Promise<TargetLatencies> {
  const rows = await db.$queryRaw<LatencyRow[]>`
    SELECT "attempts"->-1->'target'->>'provider' AS "provider", "attempts"->-1->'target'->>'model' AS "model", "stream",
      percentile_cont(0.5) WITHIN GROUP (ORDER BY "ttftMs")::float8 AS "firstMs",
      percentile_cont(0.5) WITHIN GROUP (ORDER BY "totalMs")::float8 AS "totalMs"
    FROM (
      SELECT "attempts", "stream", "ttftMs", "totalMs" FROM "RequestLog"
      WHERE ${where} AND "outcome" = 'completed' AND NOT "cacheHit" AND jsonb_array_length("attempts") > 0
      ORDER BY "ts" DESC, "id" DESC LIMIT ${requestsMax}
    ) r
    GROUP BY 1, 2, 3`;
  const found = new Map(
    rows.map(({ provider, model, stream, ...latency }) => [key({ provider, model }, stream), latency]),
  );
  // Better the other way of answering than nothing: the target is the same.
  return { of: (target, stream) => found.get(key(target, stream)) ?? found.get(key(target, !stream)) ?? null };
}

interface LatencyRow extends TargetLatency {
  provider: string;
  model: string;
  stream: boolean;
}

function key({ provider, model }: Pick<TargetNode, "provider" | "model">, stream: boolean): string {
  return `${provider}/${model} ${stream}`;
}
