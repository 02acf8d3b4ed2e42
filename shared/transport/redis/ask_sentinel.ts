import { z } from "zod";
import type { MapQuestion } from "./redis_discovery.ts";
import { nodeAt, type RedisAccess } from "./redis_url.ts";

const reply = z.tuple([z.string(), z.coerce.number().int()]).nullable();

/** Asks a sentinel for the primary of `master`, which has every slot. */
export function askSentinel(master: string, access: RedisAccess): MapQuestion {
  return async (redis) => {
    const found = reply.parse(await redis.call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", master));
    if (found === null) throw new Error(`the sentinels know no master named ${master}`);
    const primary = nodeAt({ host: found[0], port: found[1] }, access);
    return { primaryOf: () => primary, primaries: [primary], peers: [] };
  };
}
