import { z } from "zod";
import {
  type ConfigRevision,
  type RevisionAcknowledgement,
  revisionAcknowledgement,
} from "../../contracts/config_revision.ts";
import type { RedisKeys } from "../../contracts/redis_keys.ts";
import { ACKNOWLEDGING_INSTANCES_MAX, type ConfigFeed, type RevisionChange } from "../config_feed.ts";
import type { FeedAnswer, FeedWatcher, Watch } from "../feed_answer.ts";
import type { OnTransportProblem } from "../transport_problem.ts";
import { jsonText } from "./json_text.ts";
import type { RedisChangeReader } from "./redis_change_reader.ts";
import { type RedisConnection, REQUEST_DEADLINE_MS, WORK_DEADLINE_MS } from "./redis_connection.ts";
import { feedAnswer, putReply } from "./redis_feed.ts";
import { ANNOUNCE_LUA } from "./redis_feed_change.ts";
import { RedisScript } from "./redis_script.ts";

const PUT = new RedisScript(`${ANNOUNCE_LUA}
local tenantId, number, hash, document = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local held = redis.call('HGET', KEYS[1], 'number')
if held and tonumber(held) > tonumber(number) then return 'stale' end
redis.call('HSET', KEYS[1], 'number', number, 'hash', hash, 'document', document)
announce(KEYS[2], 'revision', tenantId, hash, number)
return 'stored'
`);

const GET = new RedisScript(`return { redis.call('GET', KEYS[1]), redis.call('HGET', KEYS[2], 'document') }`);

// Every start of a gateway is a new instance: without a bound the hash would grow for ever.
const ACKNOWLEDGE = new RedisScript(`
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
if redis.call('HLEN', KEYS[1]) <= ${ACKNOWLEDGING_INSTANCES_MAX} then return 'OK' end
local words = redis.call('HGETALL', KEYS[1])
local oldest, oldestAt
for i = 1, #words, 2 do
  local ok, word = pcall(cjson.decode, words[i + 1])
  local at = ok and tonumber(word.at) or 0
  if words[i] ~= ARGV[1] and (not oldestAt or at < oldestAt) then oldest, oldestAt = words[i], at end
end
redis.call('HDEL', KEYS[1], oldest)
return 'OK'
`);

const getReply = z.tuple([z.string().nullable(), z.string().nullable()]);
// Of a newer gateway, too: that it applied the revision is what matters.
const acknowledgementText = jsonText(revisionAcknowledgement.strip());

/** The config feed in Redis. */
export class RedisConfigFeed implements ConfigFeed {
  readonly #connection: RedisConnection;
  readonly #keys: RedisKeys;
  readonly #changes: RedisChangeReader;
  readonly #onProblem: OnTransportProblem;

  constructor(
    connection: RedisConnection,
    keys: RedisKeys,
    { changes, onProblem }: { changes: RedisChangeReader; onProblem: OnTransportProblem },
  ) {
    this.#connection = connection;
    this.#keys = keys;
    this.#changes = changes;
    this.#onProblem = onProblem;
  }

  async put(revision: ConfigRevision): Promise<"stored" | "stale"> {
    const { tenantId, number, hash } = revision;
    const reply = await this.#connection.run(WORK_DEADLINE_MS, (redis) =>
      PUT.call(
        redis,
        [this.#keys.revision(tenantId), this.#keys.feedChanges],
        [tenantId, number, hash, JSON.stringify(revision)],
      ));
    return putReply.parse(reply);
  }

  get(tenantId: string): Promise<FeedAnswer<unknown>> {
    return feedAnswer(this.#get(tenantId), this.#onProblem);
  }

  watch(watcher: FeedWatcher<RevisionChange>): Watch {
    return this.#changes.watchRevisions(watcher);
  }

  async acknowledge(acknowledgement: RevisionAcknowledgement): Promise<void> {
    const { tenantId, instance } = acknowledgement;
    try {
      await this.#connection.run(
        WORK_DEADLINE_MS,
        (redis) =>
          ACKNOWLEDGE.call(redis, [this.#keys.acknowledgements(tenantId)], [instance, JSON.stringify(acknowledgement)]),
      );
    } catch {
      // It is said again with the next revision or resync, and nothing waits for it.
    }
  }

  async acknowledgements(tenantId: string): Promise<RevisionAcknowledgement[]> {
    const key = this.#keys.acknowledgements(tenantId);
    const words = await this.#connection.run(WORK_DEADLINE_MS, (redis) => redis.hvals(key));
    return words.flatMap((word) => {
      const parsed = acknowledgementText.safeParse(word);
      if (parsed.success) return [parsed.data];
      const message = "An acknowledgement of a revision cannot be read.";
      this.#onProblem({ code: "unreadable_entry", message, count: 1 });
      return [];
    });
  }

  async #get(tenantId: string): Promise<{ epoch: string | null; entry: FeedAnswer<unknown> | null }> {
    const reply = await this.#connection.run(
      REQUEST_DEADLINE_MS,
      (redis) => GET.call(redis, [this.#keys.feedEpoch, this.#keys.revision(tenantId)], []),
    );
    const [epoch, document] = getReply.parse(reply);
    return { epoch, entry: document === null ? null : { state: "found", value: JSON.parse(document) } };
  }
}
