import { type ReadonlySignal, signal } from "@preact/signals";
import { CombinedError, type TypedDocumentNode } from "@urql/core";
import type { Clock } from "../../shared/time/clock.ts";
import { type Failure, failureOf } from "./failure.ts";
import { readGraphqlStream, type StreamedResult, type StreamEnd } from "./graphql_stream.ts";
import { RecentIds } from "./recent_ids.ts";
import { reconnectDelayMs } from "./reconnect_delay.ts";
import type { SessionExpiry } from "./session_expiry.ts";
import type { SubscriptionSlot } from "./subscription_slot.ts";
import type { TabVisibility } from "./tab_visibility.ts";

/** An event of `requestLogTail`. */
export interface LiveTailEvent<Log extends { id: string }> {
  cursor: string;
  dropped: number;
  gap: boolean;
  log: Log;
}

export interface LiveTailStatus {
  state:
    /** On the way to the first connection. */
    | "connecting"
    | "live"
    /** By `pause()`, or because nobody looks at the tab. */
    | "paused"
    /** The connection was lost, and is being made again. */
    | "retrying"
    /** For good. */
    | "ended";
  /** Records that the server left out because this tab did not keep up, so far. */
  dropped: number;
  /** How often the server could not say that nothing is missing, so far. */
  gaps: number;
  /** Why it ended; null while it runs, and when it was stopped. */
  failure: Failure | null;
}

export interface LiveTailDependencies {
  fetch: typeof fetch;
  clock: Clock;
  /** At least 0, less than 1. */
  random: () => number;
  visibility: TabVisibility;
  slot: SubscriptionSlot;
  sessionExpiry: SessionExpiry;
}

export interface LiveTailOptions<Data, Variables, Log extends { id: string }> extends LiveTailDependencies {
  document: TypedDocumentNode<Data, Variables>;
  /** All but `after`, which moves. */
  variables: Omit<Variables, "after">;
  /** `(data) => data.requestLogTail`. */
  select(data: Data): LiveTailEvent<Log>;
  /** Where another tail left off (`cursor`); default: from now on. */
  after?: string | null | undefined;
  /** Told of every record once, in the server's order. */
  onLog(log: Log): void;
  /**
   * Asks to read the newest page of records, since some of it may never come here: after a start without a cursor, and
   * after a gap. Called again when those that were on their way to the database must have arrived.
   */
  reread(): void;
  /** Default `/graphql`; see decision record 0007 for why not `/graphql/stream`. */
  url?: string | undefined;
}

/**
 * A project's records as they come in, through whatever happens to the connection: it goes on after the last record that
 * came, and tells none twice. Starts at once. Ends for good when the API says that going on is of no use.
 */
export class LiveTail<Data, Variables, Log extends { id: string }> {
  readonly #options: LiveTailOptions<Data, Variables, Log>;
  readonly #status = signal<LiveTailStatus>({ state: "connecting", dropped: 0, gaps: 0, failure: null });
  readonly #seen = new RecentIds(SEEN_IDS_MAX);
  readonly #stopped = new AbortController();
  readonly #done: Promise<void>;
  /** Of the connection, or of the waiting in its place. */
  #underWay = new AbortController();
  #cursor: string | null;
  #pausedByUser = false;
  /** Failures since the connection was last of use. */
  #failures = 0;

  constructor(options: LiveTailOptions<Data, Variables, Log>) {
    this.#options = options;
    this.#cursor = options.after ?? null;
    options.slot.take(this);
    this.#done = this.#run();
  }

  get status(): ReadonlySignal<LiveTailStatus> {
    return this.#status;
  }

  /** Where to go on: `after` of a tail that takes this one's place. Null when nothing came yet. */
  get cursor(): string | null {
    return this.#cursor;
  }

  /** Closes the connection; what comes in meanwhile is told after `resume()`. */
  pause(): void {
    this.#pausedByUser = true;
    this.#underWay.abort();
  }

  resume(): void {
    this.#pausedByUser = false;
    this.#underWay.abort();
  }

  /** Ends it for good; resolves when nothing of it is left. Nothing is told from the call on. */
  stop(): Promise<void> {
    this.#stopped.abort();
    this.#underWay.abort();
    return this.#done;
  }

  async #run(): Promise<void> {
    const { visibility, slot } = this.#options;
    const stopListening = visibility.onChange(() => this.#underWay.abort());
    try {
      while (!this.#stopped.signal.aborted) {
        this.#underWay = new AbortController();
        if (this.#pausedByUser || !visibility.visible) await this.#rest();
        else await this.#connect(this.#underWay.signal);
      }
    } finally {
      this.#stopped.abort();
      stopListening();
      slot.release(this);
      this.#set({ state: "ended" });
    }
  }

  async #rest(): Promise<void> {
    this.#set({ state: "paused" });
    // Whoever comes back shall not wait for what failed before.
    this.#failures = 0;
    await aborted(this.#underWay.signal);
  }

  /** Subscribes once and, unless that is of no use, waits until it may be tried again. */
  async #connect(signal: AbortSignal): Promise<void> {
    if (this.#status.value.state === "paused") this.#set({ state: "connecting" });
    const startedMs = this.#options.clock.monotonic();
    const failure = await this.#subscribe(signal);
    if (signal.aborted) return;
    if (failure !== null && ENDS_FOR_GOOD[failure.reason]) return this.#end(failure);
    if (this.#options.clock.monotonic() - startedMs >= STABLE_MS) this.#failures = 0;
    this.#failures++;
    this.#set({ state: "retrying" });
    await this.#wait(reconnectDelayMs(this.#failures, this.#options.random), signal);
  }

  /** Resolves when the subscription ended, with what the API said, if it did. */
  async #subscribe(signal: AbortSignal): Promise<Failure | null> {
    const { document, variables, fetch, clock, url = "/graphql" } = this.#options;
    let failure: Failure | null = null;
    const end = await readGraphqlStream({
      url,
      document,
      variables: { ...variables, after: this.#cursor },
      fetch,
      clock,
      silenceMsMax: SILENCE_MS,
      signal,
      onOpen: () => {
        if (!signal.aborted) this.#opened();
      },
      onResult: (result) => {
        // Aborting does not take back what the reader has already.
        if (!signal.aborted) failure ??= this.#take(result);
      },
    });
    return failure ?? failureOfEnd(end);
  }

  #opened(): void {
    this.#set({ state: "live" });
    if (this.#cursor !== null) return;
    this.#options.reread();
    this.#rereadLater();
  }

  /** Tells of a record; gives the failure when the result is one. */
  #take(result: StreamedResult): Failure | null {
    if (result.errors !== undefined) return failureOf(new CombinedError({ graphQLErrors: [...result.errors] }));
    const event = this.#options.select(result.data as Data);
    this.#failures = 0;
    if (event.gap) this.#rereadLater();
    const { dropped, gaps } = this.#status.value;
    if (event.gap || event.dropped > 0) {
      this.#set({ dropped: dropped + event.dropped, gaps: gaps + (event.gap ? 1 : 0) });
    }
    if (this.#seen.add(event.log.id)) this.#options.onLog(event.log);
    this.#cursor = event.cursor;
    return null;
  }

  #rereadLater(): void {
    const { clock, reread } = this.#options;
    clock.delay(COMMITTED_MS, this.#stopped.signal).then(reread, () => {});
  }

  #end(failure: Failure): void {
    if (failure.reason === "unauthenticated") this.#options.sessionExpiry.report();
    this.#set({ failure });
    this.#stopped.abort();
  }

  async #wait(ms: number, signal: AbortSignal): Promise<void> {
    await this.#options.clock.delay(ms, signal).catch(() => {});
  }

  #set(change: Partial<LiveTailStatus>): void {
    this.#status.value = { ...this.#status.value, ...change };
  }
}

/** The server repeats up to a minute of records after a gap. */
const SEEN_IDS_MAX = 10_000;
/** More than three of the server's pings. */
const SILENCE_MS = 40_000;
/** A connection that held so long was no failure. */
const STABLE_MS = 10_000;
/** Records are in the database some hundred milliseconds after they are told of; this is ample. */
const COMMITTED_MS = 5_000;

const ENDS_FOR_GOOD: Readonly<Record<Failure["reason"], boolean>> = {
  unauthenticated: true,
  forbidden: true,
  not_found: true,
  validation: true,
  conflict: true,
  outdated: true,
  unavailable: false,
  fault: false,
};

function failureOfEnd(end: StreamEnd): Failure | null {
  if (end.kind !== "refused" || end.errors.length === 0) return null;
  return failureOf(new CombinedError({ graphQLErrors: [...end.errors] }));
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
