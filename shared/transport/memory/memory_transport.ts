import type { Clock } from "../../time/clock.ts";
import { MEMORY_BODY_BYTES_MAX } from "../body_stream.ts";
import type { RevisionChange } from "../config_feed.ts";
import type { CredentialChange } from "../credential_feed.ts";
import { FeedWatchers } from "../feed_watchers.ts";
import type { ApiKeyChange } from "../key_directory.ts";
import { MEMORY_RECORD_STREAM_BOUNDS, type RecordStreamBounds } from "../record_stream_bounds.ts";
import type { Transport } from "../transport.ts";
import type { OnTransportProblem } from "../transport_problem.ts";
import { MemoryBodyStream } from "./memory_body_stream.ts";
import { MemoryBreakerBoard } from "./memory_breaker_board.ts";
import { MemoryCallBudgets } from "./memory_call_budgets.ts";
import { MemoryConfigFeed } from "./memory_config_feed.ts";
import { MemoryCredentialFeed } from "./memory_credential_feed.ts";
import { MemoryFeedState } from "./memory_feed_state.ts";
import { MemoryFleet } from "./memory_fleet.ts";
import { MemoryKeyDirectory } from "./memory_key_directory.ts";
import { MemoryRecordLog } from "./memory_record_log.ts";
import { MemoryRecordReader } from "./memory_record_reader.ts";
import { MemoryRecordTail } from "./memory_record_tail.ts";
import { MemoryRecordWriter } from "./memory_record_writer.ts";
import { MemoryReservationLedger } from "./memory_reservation_ledger.ts";

export interface MemoryTransportOptions {
  clock: Clock;
  /** Default: one line on standard error. */
  onProblem?: OnTransportProblem;
  /** Default: `MEMORY_RECORD_STREAM_BOUNDS`. */
  recordStreamBounds?: Partial<RecordStreamBounds>;
  /** Bytes of captured bodies on their way. Default `MEMORY_BODY_BYTES_MAX`. */
  bodyBytesMax?: number;
}

/** A memory transport that a test can make forget everything, as an emptied Redis does. */
export interface ForgetfulTransport extends Transport {
  forget(): void;
}

/** The transport of a single process: everything is in its memory and ends with it. */
export function memoryTransport(options: MemoryTransportOptions): Transport {
  return forgetfulMemoryTransport(options);
}

/** The same with `forget()`, for tests alone. */
export function forgetfulMemoryTransport(options: MemoryTransportOptions): ForgetfulTransport {
  const { clock, onProblem = printProblem } = options;
  const revisions = new FeedWatchers<RevisionChange>(onProblem);
  const credentials = new FeedWatchers<CredentialChange>(onProblem);
  const keys = new FeedWatchers<ApiKeyChange>(onProblem);
  const feedState = new MemoryFeedState(() => {
    for (const watchers of [revisions, credentials, keys]) watchers.resync();
  });
  const configFeed = new MemoryConfigFeed(feedState, revisions);
  const credentialFeed = new MemoryCredentialFeed(feedState, credentials);
  const keyDirectory = new MemoryKeyDirectory(feedState, keys);
  const fleet = new MemoryFleet(clock);
  const breakerBoard = new MemoryBreakerBoard(clock);
  const reservationLedger = new MemoryReservationLedger(clock);
  const callBudgets = new MemoryCallBudgets(clock);
  const bodyStream = new MemoryBodyStream(clock, options.bodyBytesMax ?? MEMORY_BODY_BYTES_MAX);
  const log = new MemoryRecordLog(clock, { ...MEMORY_RECORD_STREAM_BOUNDS, ...options.recordStreamBounds });
  return {
    configFeed,
    credentialFeed,
    keyDirectory,
    feedState,
    fleet,
    breakerBoard,
    reservationLedger,
    callBudgets,
    recordStream: {
      writer: new MemoryRecordWriter(log),
      reader: new MemoryRecordReader(log),
      tail: new MemoryRecordTail(log),
    },
    bodyStream,
    healthy: () => Promise.resolve(log.closed ? { ok: false, reason: "the transport is closed" } : { ok: true }),
    close: () => {
      for (const watchers of [revisions, credentials, keys]) watchers.clear();
      log.close();
      bodyStream.close();
      return Promise.resolve();
    },
    forget: () => {
      const feeds = [feedState, configFeed, credentialFeed, keyDirectory];
      for (const part of [...feeds, fleet, breakerBoard, reservationLedger, callBudgets, log, bodyStream]) {
        part.forget();
      }
    },
  };
}

function printProblem(problem: { message: string }): void {
  console.error(problem.message);
}
