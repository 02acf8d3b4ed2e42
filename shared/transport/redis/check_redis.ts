import { withDeadline } from "./deadline.ts";
import { connectRedis } from "./redis_client.ts";
import { discoverCluster, discoverPrimary } from "./redis_servers.ts";
import { nameOf } from "./redis_topology.ts";
import { readRedisUrl, type RedisAddress, type RedisNode } from "./redis_url.ts";

const DEADLINE_MS = 3_000;
const VERSION_MIN: [number, number] = [6, 2];

export type RedisVerdict = { ok: true } | { ok: false; reason: string };

/**
 * Whether a Redis is there and fit for Perpetuo: reachable, signed in, 6.2 or newer, of the form that its URL says, and set
 * to evict nothing; of a cluster every primary. Else one sentence for whoever set `REDIS_URL`, without the URL's password.
 * Takes up to three seconds, or six where servers have to be learnt of first; never throws.
 */
export async function checkRedis(url: string): Promise<RedisVerdict> {
  const read = readRedisUrl(url);
  if (!read.ok) return { ok: false, reason: read.reason };
  const address = read.value;
  const nodes = await findNodes(address);
  if (!nodes.ok) return nodes;
  const verdicts = await Promise.all(nodes.value.map(async (node) => {
    const name = address.form === "single" ? address.address : nameOf(node);
    const information = await readInformation(node, name);
    return information.ok ? judge(information.value, { name, form: address.form }) : information;
  }));
  return verdicts.find(({ ok }) => !ok) ?? { ok: true };
}

function judge(
  information: Map<string, string>,
  { name, form }: { name: string; form: RedisAddress["form"] },
): RedisVerdict {
  const version = information.get("redis_version") ?? "";
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major < VERSION_MIN[0] || (major === VERSION_MIN[0] && minor < VERSION_MIN[1])) {
    return { ok: false, reason: `Redis at ${name} is version ${version || "unknown"}. Use 6.2 or newer.` };
  }
  if (form !== "cluster" && information.get("redis_mode") === "cluster") {
    const reason =
      `Redis at ${name} is a node of a Redis Cluster. Write REDIS_URL as redis+cluster://host:6379,host:6379.`;
    return { ok: false, reason };
  }
  // Read from INFO: services that run Redis for others often forbid CONFIG.
  const policy = information.get("maxmemory_policy") ?? "noeviction";
  if (policy !== "noeviction") {
    const reason = `Redis at ${name} may evict keys (maxmemory-policy ${policy}), which would lose records and ` +
      `budgets. Set it to noeviction: redis-cli CONFIG SET maxmemory-policy noeviction`;
    return { ok: false, reason };
  }
  return { ok: true };
}

type Found<T> = { ok: true; value: T } | { ok: false; reason: string };

/** The servers that hold anything now. */
async function findNodes(address: RedisAddress): Promise<Found<readonly RedisNode[]>> {
  if (address.form === "single") return { ok: true, value: [address.options] };
  const discovery = address.form === "cluster" ? discoverCluster(address) : discoverPrimary(address);
  try {
    const learnt = discovery.learn();
    const { primaries } = await withDeadline(learnt, DEADLINE_MS, () => new Error("it did not answer in time"));
    return { ok: true, value: primaries };
  } catch (error) {
    return { ok: false, reason: explain(error, address.address) };
  } finally {
    await discovery.close();
  }
}

async function readInformation(node: RedisNode, name: string): Promise<Found<Map<string, string>>> {
  const client = connectRedis(node, "perpetuo-check");
  try {
    const text = await withDeadline(
      client.ready.then(() => client.redis.info()),
      DEADLINE_MS,
      () => new Error("it did not answer in time"),
    );
    return { ok: true, value: parseInformation(text) };
  } catch (error) {
    return { ok: false, reason: explain(error, name) };
  } finally {
    client.end();
    await client.ended;
  }
}

function explain(error: unknown, name: string): string {
  const message = error instanceof Error ? error.message : String(error);
  if (/WRONGPASS|invalid password|invalid username/i.test(message)) {
    return `Redis at ${name} refuses the user or password in REDIS_URL.`;
  }
  if (/NOAUTH|Authentication required/i.test(message)) {
    return `Redis at ${name} asks for a password. Put it into REDIS_URL: redis://:password@host:6379/0, or ` +
      "?sentinel_password= where the sentinels ask for one.";
  }
  if (/NOPERM/.test(message)) return `The user in REDIS_URL lacks permissions on Redis at ${name}: ${message}`;
  if (/cluster support disabled/i.test(message)) {
    return `Redis at ${name} is no Redis Cluster. Write REDIS_URL as redis://host:6379.`;
  }
  return `Redis at ${name} cannot be reached (${message}). Check that it runs and that REDIS_URL names it.`;
}

function parseInformation(text: string): Map<string, string> {
  const entries = new Map<string, string>();
  for (const line of text.split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon > 0 && !line.startsWith("#")) entries.set(line.slice(0, colon), line.slice(colon + 1));
  }
  return entries;
}
