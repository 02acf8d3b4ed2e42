import { withDeadline } from "./deadline.ts";
import { connectRedis } from "./redis_client.ts";
import { readRedisUrl, type RedisAddress } from "./redis_url.ts";

const DEADLINE_MS = 3_000;
const VERSION_MIN: [number, number] = [6, 2];

/**
 * Whether a Redis is there and fit for Perpetuo: reachable, signed in, 6.2 or newer, and set to evict nothing. Else one
 * sentence for whoever set `REDIS_URL`, without the URL's password. Takes up to three seconds; never throws.
 */
export async function checkRedis(url: string): Promise<{ ok: true } | { ok: false; reason: string }> {
  const address = readRedisUrl(url);
  if (!address.ok) return address;
  const information = await readInformation(address.value);
  return information.ok ? judge(information.value, address.value.address) : information;
}

function judge(information: Map<string, string>, address: string): { ok: true } | { ok: false; reason: string } {
  const version = information.get("redis_version") ?? "";
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major < VERSION_MIN[0] || (major === VERSION_MIN[0] && minor < VERSION_MIN[1])) {
    return { ok: false, reason: `Redis at ${address} is version ${version || "unknown"}. Use 6.2 or newer.` };
  }
  // Read from INFO: services that run Redis for others often forbid CONFIG.
  const policy = information.get("maxmemory_policy") ?? "noeviction";
  if (policy !== "noeviction") {
    const reason = `Redis at ${address} may evict keys (maxmemory-policy ${policy}), which would lose records and ` +
      `budgets. Set it to noeviction: redis-cli CONFIG SET maxmemory-policy noeviction`;
    return { ok: false, reason };
  }
  return { ok: true };
}

async function readInformation(
  address: RedisAddress,
): Promise<{ ok: true; value: Map<string, string> } | { ok: false; reason: string }> {
  const client = connectRedis(address, "perpetuo-check");
  try {
    const text = await withDeadline(
      client.ready.then(() => client.redis.info()),
      DEADLINE_MS,
      () => new Error("it did not answer in time"),
    );
    return { ok: true, value: parseInformation(text) };
  } catch (error) {
    return { ok: false, reason: explain(error instanceof Error ? error.message : String(error), address.address) };
  } finally {
    client.end();
    await client.ended;
  }
}

function explain(message: string, address: string): string {
  if (/WRONGPASS|invalid password|invalid username/i.test(message)) {
    return `Redis at ${address} refuses the user or password in REDIS_URL.`;
  }
  if (/NOAUTH|Authentication required/i.test(message)) {
    return `Redis at ${address} asks for a password. Put it into REDIS_URL: redis://:password@host:6379/0.`;
  }
  if (/NOPERM/.test(message)) return `The user in REDIS_URL lacks permissions on Redis at ${address}: ${message}`;
  return `Redis at ${address} cannot be reached (${message}). Check that it runs and that REDIS_URL names it.`;
}

function parseInformation(text: string): Map<string, string> {
  const entries = new Map<string, string>();
  for (const line of text.split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon > 0 && !line.startsWith("#")) entries.set(line.slice(0, colon), line.slice(colon + 1));
  }
  return entries;
}
