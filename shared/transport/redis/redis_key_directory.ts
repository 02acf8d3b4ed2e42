import { z } from "zod";
import { type ApiKeyEntry, readApiKeyEntry } from "../../contracts/api_key.ts";
import type { RedisKeys } from "../../contracts/redis_keys.ts";
import type { FeedAnswer, FeedWatcher, Watch } from "../feed_answer.ts";
import type { ApiKeyChange, KeyDirectory } from "../key_directory.ts";
import { readFeedEntry } from "../read_feed_entry.ts";
import type { OnTransportProblem } from "../transport_problem.ts";
import { jsonOrNothing } from "./json_text.ts";
import type { RedisChangeReader } from "./redis_change_reader.ts";
import { type RedisConnection, REQUEST_DEADLINE_MS, WORK_DEADLINE_MS } from "./redis_connection.ts";
import { feedAnswer, putReply } from "./redis_feed.ts";
import { ANNOUNCE_LUA } from "./redis_feed_change.ts";
import { RedisScript } from "./redis_script.ts";

const PUT = new RedisScript(`${ANNOUNCE_LUA}
local tenantId, keyId, keyVersion, text = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local ok, held = pcall(cjson.decode, redis.call('GET', KEYS[1]) or '')
if ok and (tonumber(held.keyVersion) or 0) > tonumber(keyVersion) then return 'stale' end
redis.call('SET', KEYS[1], text)
announce(KEYS[2], 'key', tenantId, keyId, keyVersion)
return 'stored'
`);

const getReply = z.tuple([z.string().nullable(), z.string().nullable()]);

/** The key directory in Redis. */
export class RedisKeyDirectory implements KeyDirectory {
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

  async put(entry: ApiKeyEntry): Promise<"stored" | "stale"> {
    const { tenantId, keyId, keyVersion } = entry;
    const reply = await this.#connection.run(WORK_DEADLINE_MS, (redis) =>
      PUT.call(
        redis,
        [this.#keys.apiKey(keyId), this.#keys.feedChanges],
        [tenantId, keyId, keyVersion, JSON.stringify(entry)],
      ));
    return putReply.parse(reply);
  }

  get(keyId: string): Promise<FeedAnswer<ApiKeyEntry>> {
    return feedAnswer(this.#get(keyId), this.#onProblem);
  }

  watch(watcher: FeedWatcher<ApiKeyChange>): Watch {
    return this.#changes.watchKeys(watcher);
  }

  async #get(keyId: string): Promise<{ epoch: string | null; entry: FeedAnswer<ApiKeyEntry> | null }> {
    const { feedEpoch, apiKey } = this.#keys;
    const reply = await this.#connection.run(REQUEST_DEADLINE_MS, (redis) => redis.mget(feedEpoch, apiKey(keyId)));
    const [epoch, text] = getReply.parse(reply);
    return { epoch, entry: text === null ? null : readFeedEntry(keyId, jsonOrNothing(text), readApiKeyEntry) };
  }
}
