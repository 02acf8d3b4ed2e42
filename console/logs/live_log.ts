import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Client } from "@urql/core";
import { requestLogsQuery, requestLogTailSubscription } from "../graphql/documents/request_logs.ts";
import { LiveTail, type LiveTailDependencies, type LiveTailStatus } from "../graphql/live_tail.ts";
import { queryOutcome } from "../graphql/outcome.ts";
import { addNewer, addOlder, addRows, type LiveRows, liveRows, showWaiting } from "./live_rows.ts";
import type { ApiLogFilter } from "./log_filter.ts";
import { type LogScope, rowVariables } from "./log_scope.ts";
import { PAGE_ROWS } from "./page_rows.ts";
import type { LogRow } from "./request_log.ts";

export interface LiveLogOptions {
  scope: LogScope;
  /** Without times: see `timelessFilter()`. */
  filter: ApiLogFilter;
  /** With the times that the page was read for, to read on from it; default `filter`. */
  pageFilter?: ApiLogFilter;
  /** Cursors of what is older than the last row and newer than the first; null where the page says that nothing is. */
  older?: string | null;
  newer?: string | null;
  /** The newest page, as the server rendered it. */
  rows: readonly LogRow[];
  /** Whether these are all that there are. */
  isWhole: boolean;
  /** Lines kept at most, and as many that wait. Default 100,000. */
  rowsMax?: number | undefined;
}

/** What there is in a browser alone. */
export interface LiveLogDependencies {
  client: Client;
  liveTail: LiveTailDependencies;
  /** Calls back before one of the next frames is drawn, unless the returned function is called first. */
  nextFrame(callback: () => void): () => void;
}

/** Why the table is held still while records come in. */
export type HoldReason = "pointer" | "focus" | "scrolled" | "dialog";

export interface Arrivals {
  /** Records that came in since the page was loaded. */
  total: number;
  /** Those of them that failed, were denied or interrupted. */
  errors: number;
}

/** How far a table has been read on at one of its ends. */
export type EndState = "more" | "loading" | "failed" | "end";

type End = "older" | "newer";

/** The newest records of a project or a tenant, and those that come in: everything of the live table but its looks. */
export class LiveLog {
  readonly #options: LiveLogOptions;
  readonly #rows: ReturnType<typeof signal<LiveRows<LogRow>>>;
  readonly #arrivals = signal<Arrivals>({ total: 0, errors: 0 });
  readonly #tail = signal<Tail | null>(null);
  readonly #holds = signal<ReadonlySet<HoldReason>>(new Set());
  /** How many rows were put above the first one by reading on, so far. */
  readonly prepended = signal(0);
  readonly #cursors: Record<End, string | null>;
  readonly #ends: Record<End, ReturnType<typeof signal<EndState>>>;
  /** Rows that came in while the page was looked at, unless many came at once. */
  readonly arrived = new WeakSet<LogRow>();
  readonly status: ReadonlySignal<LiveTailStatus | null>;
  readonly holds: ReadonlySignal<ReadonlySet<HoldReason>>;
  readonly arrivals: ReadonlySignal<Arrivals>;
  #incoming: LogRow[] = [];
  #cancelFrame: (() => void) | null = null;
  #stopped = false;

  constructor(options: LiveLogOptions) {
    this.#options = options;
    this.#rows = signal(liveRows(options.rows, { isWhole: options.isWhole }));
    this.#cursors = { older: options.older ?? null, newer: options.newer ?? null };
    this.#ends = {
      older: signal<EndState>(this.#cursors.older === null ? "end" : "more"),
      newer: signal<EndState>(this.#cursors.newer === null ? "end" : "more"),
    };
    this.status = computed(() => this.#tail.value?.status.value ?? null);
    this.holds = this.#holds;
    this.arrivals = this.#arrivals;
  }

  get rows(): ReadonlySignal<LiveRows<LogRow>> {
    return this.#rows as ReadonlySignal<LiveRows<LogRow>>;
  }

  get older(): ReadonlySignal<EndState> {
    return this.#ends.older as ReadonlySignal<EndState>;
  }

  get newer(): ReadonlySignal<EndState> {
    return this.#ends.newer as ReadonlySignal<EndState>;
  }

  /** Reads the page behind the last row, or before the first, one at a time. What was given up for newer rows stays so. */
  async readOn(end: End, client: Client): Promise<void> {
    const state = this.#ends[end], cursor = this.#cursors[end];
    if (cursor === null || state.value === "loading" || state.value === "end") return;
    if (end === "older" && this.rows.value.trimmed > 0) return;
    state.value = "loading";
    const { scope, filter, pageFilter = filter } = this.#options;
    const place = end === "older" ? { first: AHEAD_ROWS, after: cursor } : { last: AHEAD_ROWS, before: cursor };
    const answer = client.query(requestLogsQuery, { ...rowVariables(scope), filter: pageFilter, ...place });
    const outcome = queryOutcome(await answer.toPromise());
    if (this.#stopped) return;
    if (outcome.kind === "failed") {
      state.value = "failed";
      return;
    }
    const { edges, pageInfo } = outcome.data.requestLogs;
    const page = edges.map(({ node }) => node);
    const hasMore = end === "older" ? pageInfo.hasNextPage : pageInfo.hasPreviousPage;
    const next = end === "older" ? pageInfo.endCursor : pageInfo.startCursor;
    this.#cursors[end] = hasMore ? next : null;
    const rows = this.rows.value;
    this.#rows.value = end === "older" ? addOlder(rows, page, { isWhole: !hasMore }) : addNewer(rows, page);
    if (end === "newer") this.prepended.value += this.rows.value.shown.length - rows.shown.length;
    const isFull = this.rows.value.shown.length >= this.#rowsMax;
    state.value = hasMore && !isFull ? "more" : "end";
  }

  /** Begins to listen, or goes on where `pause()` stopped or the API refused. */
  listen(dependencies: LiveLogDependencies): void {
    const before = this.#tail.value;
    if (before !== null && before.status.value.state !== "ended") return before.resume();
    const { scope, filter } = this.#options;
    this.#tail.value = new LiveTail({
      ...dependencies.liveTail,
      after: before?.cursor,
      document: requestLogTailSubscription,
      variables: { ...rowVariables(scope), filter },
      select: (data) => data.requestLogTail,
      onLog: (row: LogRow) => this.#take([row], dependencies),
      reread: () => void this.#reread(dependencies),
    });
  }

  /** Listens no more, and shows what came. Nothing is lost: `listen()` catches up. */
  pause(): void {
    this.#tail.value?.pause();
  }

  /** Holds the table still for a reason, or lets go of it; with the last reason gone, what waits is shown. */
  hold(reason: HoldReason, isHeld: boolean): void {
    if (this.#holds.value.has(reason) === isHeld) return;
    const holds = new Set(this.#holds.value);
    if (isHeld) holds.add(reason);
    else holds.delete(reason);
    this.#holds.value = holds;
    if (holds.size === 0) this.showWaiting();
  }

  showWaiting(): void {
    this.#rows.value = showWaiting(this.rows.value, this.#rowsMax);
  }

  /** Ends it for good. */
  stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelFrame?.();
    return this.#tail.value?.stop() ?? Promise.resolve();
  }

  get #rowsMax(): number {
    return this.#options.rowsMax ?? ROWS_MAX;
  }

  async #reread({ client, nextFrame }: LiveLogDependencies): Promise<void> {
    const { scope, filter } = this.#options;
    const first = this.status.value?.gaps ? GAP_ROWS : PAGE_ROWS;
    const answer = client.query(requestLogsQuery, { ...rowVariables(scope), filter, first }, {
      requestPolicy: "network-only",
    });
    const outcome = queryOutcome(await answer.toPromise());
    // A failure tells nothing new: the tail itself says whether the API is there.
    if (outcome.kind === "data") this.#take(outcome.data.requestLogs.edges.map(({ node }) => node), { nextFrame });
  }

  /** However many come, the table is made anew once a frame at most. */
  #take(rows: readonly LogRow[], { nextFrame }: Pick<LiveLogDependencies, "nextFrame">): void {
    if (this.#stopped) return;
    this.#incoming.push(...rows);
    this.#cancelFrame ??= nextFrame(() => {
      this.#cancelFrame = null;
      this.#add(this.#incoming.splice(0));
    });
  }

  #add(incoming: readonly LogRow[]): void {
    const before = this.rows.value;
    const after = addRows(before, incoming, { held: this.#holds.value.size > 0, rowsMax: this.#rowsMax });
    if (after === before) return;
    const { total, errors } = this.#arrivals.value;
    // Where everything is new, nothing needs a colour that says so.
    if (after.added.length <= NOTEWORTHY_ROWS) { for (const row of after.added) this.arrived.add(row); }
    this.#arrivals.value = { total: total + after.added.length, errors: errors + after.added.filter(isError).length };
    this.#rows.value = after;
  }
}

type Tail = Pick<LiveTail<unknown, unknown, LogRow>, "status" | "cursor" | "pause" | "resume" | "stop">;

const ROWS_MAX = 100_000;
const NOTEWORTHY_ROWS = 5;
/** As many as the API gives at once. */
const GAP_ROWS = 200;
const AHEAD_ROWS = 200;

function isError({ outcome }: LogRow): boolean {
  return outcome === "FAILED" || outcome === "DENIED" || outcome === "INTERRUPTED";
}
