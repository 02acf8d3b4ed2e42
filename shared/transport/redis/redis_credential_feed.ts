import { z } from "zod";
import { readSealedCredential, type SealedCredential } from "../../contracts/credential.ts";
import type { RedisKeys } from "../../contracts/redis_keys.ts";
import type { CredentialChange, CredentialFeed } from "../credential_feed.ts";
import type { FeedAnswer, FeedWatcher, Watch } from "../feed_answer.ts";
import { readFeedEntries } from "../read_feed_entry.ts";
import type { OnTransportProblem } from "../transport_problem.ts";
import { jsonOrNothing } from "./json_text.ts";
import type { RedisChangeReader } from "./redis_change_reader.ts";
import { type RedisConnection, REQUEST_DEADLINE_MS, WORK_DEADLINE_MS } from "./redis_connection.ts";
import { feedAnswer, putReply } from "./redis_feed.ts";
import { ANNOUNCE_LUA } from "./redis_feed_change.ts";
import { RedisScript } from "./redis_script.ts";

const PUT = new RedisScript(`${ANNOUNCE_LUA}
local tenantId, credentialId, version, text = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local ok, held = pcall(cjson.decode, redis.call('HGET', KEYS[1], credentialId) or '')
if ok and (tonumber(held.version) or 0) > tonumber(version) then return 'stale' end
redis.call('HSET', KEYS[1], credentialId, text)
announce(KEYS[2], 'credential', tenantId, credentialId, version)
return 'stored'
`);

const GET_ALL = new RedisScript(`return { redis.call('GET', KEYS[1]), redis.call('HGETALL', KEYS[2]) }`);

const getAllReply = z.tuple([z.string().nullable(), z.array(z.string())]);

/** The credential feed in Redis. */
export class RedisCredentialFeed implements CredentialFeed {
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

  async put(credential: SealedCredential): Promise<"stored" | "stale"> {
    const { tenantId, credentialId, version } = credential;
    const reply = await this.#connection.run(WORK_DEADLINE_MS, (redis) =>
      PUT.call(
        redis,
        [this.#keys.credentials(tenantId), this.#keys.feedChanges],
        [tenantId, credentialId, version, JSON.stringify(credential)],
      ));
    return putReply.parse(reply);
  }

  getAll(tenantId: string): Promise<FeedAnswer<SealedCredential[]>> {
    return feedAnswer(this.#getAll(tenantId), this.#onProblem);
  }

  watch(watcher: FeedWatcher<CredentialChange>): Watch {
    return this.#changes.watchCredentials(watcher);
  }

  async #getAll(tenantId: string): Promise<{ epoch: string | null; entry: FeedAnswer<SealedCredential[]> | null }> {
    const reply = await this.#connection.run(
      REQUEST_DEADLINE_MS,
      (redis) => GET_ALL.call(redis, [this.#keys.feedEpoch, this.#keys.credentials(tenantId)], []),
    );
    const [epoch, flat] = getAllReply.parse(reply);
    const documents: [string, unknown][] = [];
    for (let index = 0; index + 1 < flat.length; index += 2) {
      documents.push([flat[index]!, jsonOrNothing(flat[index + 1]!)]);
    }
    return { epoch, entry: documents.length === 0 ? null : readFeedEntries(documents, readSealedCredential) };
  }
}
