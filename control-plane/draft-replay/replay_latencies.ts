import { Prisma } from "../../prisma/generated/client/client.ts";
import { routeTargets } from "../../shared/contracts/route_tree.ts";
import type { Transaction } from "../database.ts";
import type { LoadedConfiguration } from "../explain/load_configuration.ts";
import { type TargetLatencies, targetLatencies } from "../explain/target_latencies.ts";

/** Of other requests of the tenant, which are looked at for targets that the replayed ones did not come to. */
const OTHERS_MAX = 20_000;
const OTHERS_MS = 86_400_000;

/**
 * How long targets take: medians of the requests that are replayed, and for targets that none of them came to, of the tenant's
 * requests of the last day.
 */
export async function replayLatencies(
  transaction: Pick<Transaction, "$queryRaw">,
  { where, last }: { where: Prisma.Sql; last: number },
  { tenantId, nowMs, configurations }: {
    tenantId: string;
    nowMs: number;
    configurations: readonly LoadedConfiguration[];
  },
): Promise<TargetLatencies> {
  const replayed = await targetLatencies(transaction, where, last);
  const targets = configurations.flatMap(({ content }) => content.routes.flatMap(({ tree }) => routeTargets(tree)));
  if (targets.every((target) => replayed.of(target, false) !== null)) return replayed;
  const since = new Date(nowMs - OTHERS_MS);
  const lately = Prisma.sql`"tenantId" = ${tenantId}::uuid AND "ts" >= ${since}::timestamptz`;
  const others = await targetLatencies(transaction, lately, OTHERS_MAX);
  return { of: (target, stream) => replayed.of(target, stream) ?? others.of(target, stream) };
}
