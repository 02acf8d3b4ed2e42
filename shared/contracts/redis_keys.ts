/** The prefix of every key unless a deployment shares its Redis and names another. */
export const DEFAULT_REDIS_PREFIX = "perpetuo";

/**
 * How keys are named: `single` on one primary, as ever since; `cluster` on Redis Cluster, where keys that are used together
 * carry one hash tag and so lie in one slot. Two names of one thing are never on the same Redis.
 */
export type RedisLayout = "single" | "cluster";

/**
 * Every key that Perpetuo keeps in Redis. Keys of one tenant's counters carry `{tenantId}` in either layout; in that of a
 * cluster the feed is under `{feed}`, heartbeats under `{fleet}`, records under `{records}`, bodies under `{bodies}`.
 */
export interface RedisKeys {
  /** The feed's epoch (string). Missing: Redis forgot, and absence of anything else means nothing. */
  readonly feedEpoch: string;
  /** The highest outbox id delivered (string). Lower than the database's: Redis was restored from the past. */
  readonly feedDelivered: string;
  /** The epoch under which the feed is being filled (string); lost with everything else when Redis is emptied meanwhile. */
  readonly feedFilling: string;
  /**
   * What changed, newest last (stream of `previous`, `kind`, `tenantId`, `id`, `version`), trimmed to about 10,000.
   * `previous` is the entry before: a reader that did not see it has missed something.
   */
  readonly feedChanges: string;
  /** A tenant's current revision (hash of `number`, `hash`, `document`). */
  revision(tenantId: string): string;
  /** Acknowledgements of a tenant's revisions (hash: instance → JSON). */
  acknowledgements(tenantId: string): string;
  /** A tenant's sealed credentials (hash: credentialId → JSON). */
  credentials(tenantId: string): string;
  /** One API key (string of JSON). */
  apiKey(keyId: string): string;
  /** A gateway's heartbeat (string of JSON with an expiry). */
  gateway(instance: string): string;
  /** The instances that have a heartbeat, by its end in epoch milliseconds (sorted set). */
  readonly gateways: string;
  /** Request records (stream; an entry holds up to 50 records, its id is milliseconds and the records ever appended). */
  readonly records: string;
  /** The epoch of the record stream (string): a new one after a loss makes shippers ship again. */
  readonly recordsEpoch: string;
  /** How many records were ever `appended`, `committed` and `trimmed`, and `lastMs` of the stream (hash). */
  readonly recordCounts: string;
  /** What recorders have committed (hash: instance → n). */
  readonly recordWatermarks: string;
  /** Captured bodies on their way (stream of JSON), and how many bytes are in it (string). */
  readonly bodies: string;
  readonly bodiesBytes: string;
  /** The generation and the epoch of a tenant's counters (string). Missing: the counters were forgotten. */
  limiterEpoch(tenantId: string): string;
  /** One counter (hash or string, by the limit's type), named `<generation>:<type>:<counterKey>`. */
  counter(tenantId: string, counterKey: string): string;
  /** A tenant's open and expired reservations by the end of each (sorted set) and by id (hash). */
  reservationExpiries(tenantId: string): string;
  reservations(tenantId: string): string;
  /** The ids that were settled in one minute (set with an expiry), named `<generation>:<minute>`. */
  settledReservations(tenantId: string, minute: string): string;
  /** Which targets and credentials are left alone (hash: subject → posting), by the end of each (sorted set), as of when (string). */
  readonly targetNotices: string;
  readonly targetNoticeExpiries: string;
  readonly targetNoticesVersion: string;
  /** Published once, and not in use: what is open is one hash, `targetNotices`, which gateways read as a whole. */
  breaker(tenantId: string, provider: string, model: string): string;
  /** Published once, and not in use; see `targetNotices`. */
  cooling(tenantId: string, credentialId: string): string;
  /** What a caller of the control plane has left (hash with an expiry). */
  callBudget(caller: string): string;
  /** An exact-cache entry (string or hash with an expiry). */
  cachedAnswer(tenantId: string, digest: string): string;
}

/** Names the keys under a prefix of letters, digits, `:`, `-` and `_`. Default layout: `single`. */
export function redisKeys(prefix: string = DEFAULT_REDIS_PREFIX, layout: RedisLayout = "single"): RedisKeys {
  const ofTenant = (tenantId: string, rest: string) => `${prefix}:{${tenantId}}:${rest}`;
  return {
    ...(layout === "cluster" ? clusterKeys(prefix) : singleKeys(prefix)),
    limiterEpoch: (tenantId) => ofTenant(tenantId, "limiter:epoch"),
    counter: (tenantId, counterKey) => ofTenant(tenantId, `counter:${counterKey}`),
    reservationExpiries: (tenantId) => ofTenant(tenantId, "reservations:expiry"),
    reservations: (tenantId) => ofTenant(tenantId, "reservations"),
    settledReservations: (tenantId, minute) => ofTenant(tenantId, `reservations:settled:${minute}`),
    targetNotices: `${prefix}:{targets}:notices`,
    targetNoticeExpiries: `${prefix}:{targets}:expiry`,
    targetNoticesVersion: `${prefix}:{targets}:version`,
    breaker: (tenantId, provider, model) => ofTenant(tenantId, `breaker:${provider}:${model}`),
    cooling: (tenantId, credentialId) => ofTenant(tenantId, `cooling:${credentialId}`),
    callBudget: (caller) => `${prefix}:calls:${caller}`,
    cachedAnswer: (tenantId, digest) => ofTenant(tenantId, `cache:${digest}`),
  };
}

/** The keys whose names the layouts do not share. */
type LaidOutKeys = Pick<
  RedisKeys,
  | "feedEpoch"
  | "feedDelivered"
  | "feedFilling"
  | "feedChanges"
  | "revision"
  | "acknowledgements"
  | "credentials"
  | "apiKey"
  | "gateway"
  | "gateways"
  | "records"
  | "recordsEpoch"
  | "recordCounts"
  | "recordWatermarks"
  | "bodies"
  | "bodiesBytes"
>;

function singleKeys(prefix: string): LaidOutKeys {
  const ofTenant = (tenantId: string, rest: string) => `${prefix}:{${tenantId}}:${rest}`;
  return {
    feedEpoch: `${prefix}:feed:epoch`,
    feedDelivered: `${prefix}:feed:delivered`,
    feedFilling: `${prefix}:feed:filling`,
    feedChanges: `${prefix}:feed:changes`,
    revision: (tenantId) => ofTenant(tenantId, "revision"),
    acknowledgements: (tenantId) => ofTenant(tenantId, "acknowledgements"),
    credentials: (tenantId) => ofTenant(tenantId, "credentials"),
    apiKey: (keyId) => `${prefix}:key:${keyId}`,
    gateway: (instance) => `${prefix}:gateway:${instance}`,
    gateways: `${prefix}:gateways`,
    records: `${prefix}:records`,
    recordsEpoch: `${prefix}:records:epoch`,
    recordCounts: `${prefix}:records:counts`,
    recordWatermarks: `${prefix}:records:watermarks`,
    bodies: `${prefix}:bodies`,
    bodiesBytes: `${prefix}:bodies:bytes`,
  };
}

/** The feed is one slot: what it holds is announced and vouched for in one step, by one stream and one epoch. */
function clusterKeys(prefix: string): LaidOutKeys {
  const feed = `${prefix}:{feed}`;
  const fleet = `${prefix}:{fleet}`;
  const records = `${prefix}:{records}`;
  const bodies = `${prefix}:{bodies}`;
  return {
    feedEpoch: `${feed}:epoch`,
    feedDelivered: `${feed}:delivered`,
    feedFilling: `${feed}:filling`,
    feedChanges: `${feed}:changes`,
    revision: (tenantId) => `${feed}:${tenantId}:revision`,
    acknowledgements: (tenantId) => `${feed}:${tenantId}:acknowledgements`,
    credentials: (tenantId) => `${feed}:${tenantId}:credentials`,
    apiKey: (keyId) => `${feed}:key:${keyId}`,
    gateway: (instance) => `${fleet}:gateway:${instance}`,
    gateways: `${fleet}:gateways`,
    records: `${records}:stream`,
    recordsEpoch: `${records}:epoch`,
    recordCounts: `${records}:counts`,
    recordWatermarks: `${records}:watermarks`,
    bodies: `${bodies}:stream`,
    bodiesBytes: `${bodies}:bytes`,
  };
}
