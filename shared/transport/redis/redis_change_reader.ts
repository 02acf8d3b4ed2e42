import { z } from "zod";
import type { RedisKeys } from "../../contracts/redis_keys.ts";
import type { Clock } from "../../time/clock.ts";
import type { RevisionChange } from "../config_feed.ts";
import type { CredentialChange } from "../credential_feed.ts";
import type { FeedWatcher, Watch } from "../feed_answer.ts";
import { FeedWatchers } from "../feed_watchers.ts";
import type { ApiKeyChange } from "../key_directory.ts";
import type { OnTransportProblem } from "../transport_problem.ts";
import { type RedisConnection, WORK_DEADLINE_MS } from "./redis_connection.ts";
import { type FeedChangeEntry, parseFeedChanges } from "./redis_feed_change.ts";
import { RedisScript } from "./redis_script.ts";

const BLOCK_MS = 5_000;
const RETRY_MS = 50;
const CHANGES_PER_READ = 1_000;

const LAST_CHANGE = new RedisScript(`
if redis.call('EXISTS', KEYS[1]) == 0 then return '0-0' end
local info = redis.call('XINFO', 'STREAM', KEYS[1])
for i = 1, #info, 2 do
  if info[i] == 'last-generated-id' then return info[i + 1] end
end
`);

/**
 * Reads the feed's changes for every watcher of the process, on a connection of its own that blocks. It starts with the
 * first watch, and after anything that may have hidden a change (first connection, reconnection, a change whose
 * predecessor it did not see, a feed filled anew) tells every watcher to resync.
 */
export class RedisChangeReader {
  readonly #revisions: FeedWatchers<RevisionChange>;
  readonly #credentials: FeedWatchers<CredentialChange>;
  readonly #keys: FeedWatchers<ApiKeyChange>;
  readonly #connection: RedisConnection;
  readonly #stream: string;
  readonly #clock: Clock;
  readonly #closing = new AbortController();
  #running: Promise<void> | null = null;
  /** The last change seen; null while changes pass unseen. */
  #position: string | null = null;

  constructor(connection: RedisConnection, keys: RedisKeys, clock: Clock, onProblem: OnTransportProblem) {
    this.#revisions = new FeedWatchers(onProblem);
    this.#credentials = new FeedWatchers(onProblem);
    this.#keys = new FeedWatchers(onProblem);
    this.#connection = connection;
    this.#stream = keys.feedChanges;
    this.#clock = clock;
  }

  watchRevisions(watcher: FeedWatcher<RevisionChange>): Watch {
    return this.#watch(this.#revisions, watcher);
  }

  watchCredentials(watcher: FeedWatcher<CredentialChange>): Watch {
    return this.#watch(this.#credentials, watcher);
  }

  watchKeys(watcher: FeedWatcher<ApiKeyChange>): Watch {
    return this.#watch(this.#keys, watcher);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    for (const watchers of this.#all()) watchers.clear();
    await Promise.all([this.#connection.close(), this.#running]);
  }

  #watch<T>(watchers: FeedWatchers<T>, watcher: FeedWatcher<T>): Watch {
    const watch = watchers.add(watcher);
    if (!this.#closing.signal.aborted) this.#running ??= this.#run();
    return watch;
  }

  async #run(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      try {
        this.#position ??= await this.#start();
        for (const entry of await this.#next(this.#position)) this.#take(entry);
      } catch {
        // The connection tells of itself; here it only matters that changes now pass unseen.
        this.#position = null;
        await this.#pause();
      }
    }
  }

  /** Finds the stream's end; whatever came before may have been missed. */
  async #start(): Promise<string> {
    const reply = await this.#connection.run(WORK_DEADLINE_MS, (redis) => LAST_CHANGE.call(redis, [this.#stream], []));
    const position = z.string().parse(reply);
    this.#resync();
    return position;
  }

  #next(position: string): Promise<FeedChangeEntry[]> {
    return this.#connection.run(BLOCK_MS + WORK_DEADLINE_MS, async (redis) =>
      parseFeedChanges(
        await redis.xread("COUNT", CHANGES_PER_READ, "BLOCK", BLOCK_MS, "STREAMS", this.#stream, position),
      ));
  }

  #take({ entryId, previous, change }: FeedChangeEntry): void {
    if (previous !== this.#position) this.#resync();
    this.#position = entryId;
    switch (change?.kind) {
      case "revision":
        return this.#revisions.changed(change.change);
      case "credential":
        return this.#credentials.changed(change.change);
      case "key":
        return this.#keys.changed(change.change);
      case "epoch":
        return this.#resync();
    }
  }

  #resync(): void {
    for (const watchers of this.#all()) watchers.resync();
  }

  #all(): [FeedWatchers<RevisionChange>, FeedWatchers<CredentialChange>, FeedWatchers<ApiKeyChange>] {
    return [this.#revisions, this.#credentials, this.#keys];
  }

  async #pause(): Promise<void> {
    try {
      await this.#clock.delay(RETRY_MS, this.#closing.signal);
    } catch {
      // Closing: the loop ends.
    }
  }
}
