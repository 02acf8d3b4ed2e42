import { DEFAULT_REDIS_PREFIX, redisKeys } from "../../contracts/redis_keys.ts";
import type { Clock } from "../../time/clock.ts";
import { REDIS_BODY_BYTES_MAX } from "../body_stream.ts";
import { type RecordStreamBounds, REDIS_RECORD_STREAM_BOUNDS } from "../record_stream_bounds.ts";
import type { RecordStream } from "../record_stream.ts";
import type { Transport } from "../transport.ts";
import type { OnTransportProblem } from "../transport_problem.ts";
import { RedisBodyStream } from "./redis_body_stream.ts";
import { RedisBreakerBoard } from "./redis_breaker_board.ts";
import { RedisCallBudgets } from "./redis_call_budgets.ts";
import { RedisBlockingCalls } from "./redis_blocking_calls.ts";
import { RedisChangeReader } from "./redis_change_reader.ts";
import { RedisConfigFeed } from "./redis_config_feed.ts";
import { type RedisConnection, REQUEST_DEADLINE_MS } from "./redis_connection.ts";
import { RedisCredentialFeed } from "./redis_credential_feed.ts";
import { RedisFeedState } from "./redis_feed_state.ts";
import { RedisFleet } from "./redis_fleet.ts";
import { RedisKeyDirectory } from "./redis_key_directory.ts";
import { type RecordStreamKeys, recordStreamKeys } from "./redis_record_keys.ts";
import { RedisRecordReader } from "./redis_record_reader.ts";
import { RedisRecordTail } from "./redis_record_tail.ts";
import { RedisRecordWriter } from "./redis_record_writer.ts";
import { RedisReservationLedger } from "./redis_reservation_ledger.ts";
import { RedisServers } from "./redis_servers.ts";
import { readRedisUrl } from "./redis_url.ts";

export interface RedisTransportOptions {
  /** Of one server, a cluster or sentinels: see `readRedisUrl`. */
  url: string;
  /** What every key begins with: letters, digits, `:`, `-` and `_`. Default `perpetuo`. */
  keyPrefix?: string;
  clock: Clock;
  onProblem: OnTransportProblem;
  /** Default: `REDIS_RECORD_STREAM_BOUNDS`. */
  recordStreamBounds?: Partial<RecordStreamBounds>;
  /** Bytes of captured bodies on their way. Default `REDIS_BODY_BYTES_MAX`. */
  bodyBytesMax?: number;
  /** For tests: what the record stream and the ledger take for the time of Redis, epoch milliseconds. */
  storeNowMs?: () => number;
}

/**
 * The transport of several processes, through one Redis (6.2 or newer): a server, a primary that sentinels watch over, or a
 * cluster. It connects at first use; see `checkRedis` for what to look at before. Throws when the URL is wrong, in a
 * sentence without it.
 */
export function redisTransport(options: RedisTransportOptions): Transport {
  const address = readRedisUrl(options.url);
  if (!address.ok) throw new TypeError(address.reason);
  const { clock, onProblem } = options;
  const servers = new RedisServers(address.value, onProblem);
  const keys = redisKeys(options.keyPrefix ?? DEFAULT_REDIS_PREFIX, servers.layout);
  const feed = servers.connect("the feed", keys.feedEpoch);
  // Of one server it is the same connection; in a cluster other servers have it.
  const shared = servers.layout === "single" ? feed : servers.connectToAll("what gateways share");
  const records = servers.connect("records", keys.records);
  const ledger = servers.connectToAll("the ledger");
  // Their own, because they are large, and records must not wait behind them.
  const bodies = servers.connect("captured bodies", keys.bodies);
  const blocking = new RedisBlockingCalls(() => servers.connect("waiting reads", keys.records));
  const changes = new RedisChangeReader(servers.connect("changes", keys.feedChanges), keys, clock, onProblem);
  return {
    configFeed: new RedisConfigFeed(feed, keys, { changes, onProblem }),
    credentialFeed: new RedisCredentialFeed(feed, keys, { changes, onProblem }),
    keyDirectory: new RedisKeyDirectory(feed, keys, { changes, onProblem }),
    feedState: new RedisFeedState(feed, keys),
    fleet: new RedisFleet(shared, keys),
    breakerBoard: new RedisBreakerBoard(shared, keys),
    callBudgets: new RedisCallBudgets(shared, keys),
    reservationLedger: new RedisReservationLedger(ledger, keys, options),
    recordStream: recordStream(options, { keys: recordStreamKeys(keys), records, blocking }),
    bodyStream: new RedisBodyStream(bodies, keys, options.bodyBytesMax ?? REDIS_BODY_BYTES_MAX),
    healthy: async () => {
      try {
        await feed.run(REQUEST_DEADLINE_MS, (redis) => redis.ping());
        return { ok: true };
      } catch (error) {
        return { ok: false, reason: error instanceof Error ? error.message : String(error) };
      }
    },
    close: async () => {
      await Promise.all([feed, shared, records, ledger, bodies, blocking, changes].map((part) => part.close()));
      await servers.close();
    },
  };
}

function recordStream(
  options: RedisTransportOptions,
  { keys, records, blocking }: { keys: RecordStreamKeys; records: RedisConnection; blocking: RedisBlockingCalls },
): RecordStream {
  const { clock, onProblem, storeNowMs } = options;
  const bounds = { ...REDIS_RECORD_STREAM_BOUNDS, ...options.recordStreamBounds };
  return {
    writer: new RedisRecordWriter(records, keys, { uncommittedMax: bounds.uncommittedMax, storeNowMs }),
    reader: new RedisRecordReader(records, blocking, { keys, clock, bounds, onProblem, storeNowMs }),
    tail: new RedisRecordTail(records, blocking, keys),
  };
}
