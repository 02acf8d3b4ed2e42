import type { Clock } from "../../shared/time/clock.ts";
import type { Transport } from "../../shared/transport/transport.ts";
import type { Database } from "../database.ts";
import { gatewayWords, isConverged } from "../fleet/gateway_word.ts";

/**
 * How long the oldest revision of the last day waits for a living gateway that serves its tenant an earlier one, seconds;
 * 0: none does. Looks at the 50 tenants that published last. Throws when the store of the gateways is unreachable.
 */
export async function revisionLagSeconds(
  { db, clock, transport }: {
    db: Database;
    clock: Clock;
    transport: Pick<Transport, "fleet" | "configFeed">;
  },
): Promise<number> {
  const nowMs = clock.now();
  const published = await db.revision.groupBy({
    by: ["tenantId"],
    where: { publishedAt: { gte: new Date(nowMs - LOOKED_BACK_MS) } },
    _max: { number: true, publishedAt: true },
    orderBy: { _max: { publishedAt: "desc" } },
    take: TENANTS_MAX,
  });
  if (published.length === 0) return 0;
  const alive = await transport.fleet.alive();
  const waits = await Promise.all(published.map(async ({ tenantId, _max: { number, publishedAt } }) => {
    const words = gatewayWords(alive, await transport.configFeed.acknowledgements(tenantId), number!);
    return isConverged(words) ? 0 : Math.max(0, nowMs - publishedAt!.getTime()) / 1_000;
  }));
  return Math.max(...waits);
}

const LOOKED_BACK_MS = 24 * 3_600_000;
const TENANTS_MAX = 50;
