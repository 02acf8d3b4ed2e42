import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { browserClock } from "../browser/dependencies.ts";
import { browserDependencies } from "../graphql/dependencies.ts";
import { usageLiveSubscription } from "../graphql/documents/usage.ts";
import { LiveTail, type LiveTailStatus } from "../graphql/live_tail.ts";
import type { ResultOf } from "../graphql/graphql.ts";
import { addMoment } from "./live_rate.ts";

export type LiveUsage = ResultOf<typeof usageLiveSubscription>["usageLive"];

export interface LiveUsageState {
  /** Of the last minute, oldest first. */
  readonly moments: ReadonlySignal<readonly LiveUsage[]>;
  readonly status: ReadonlySignal<LiveTailStatus | null>;
  readonly isOn: ReadonlySignal<boolean>;
  toggle(): void;
}

/**
 * What comes in, as long as the tab is looked at: the tab's one subscription. `onArrivals` is called when sums that were
 * read before are old by now: soon after the first requests, then four times a minute at most.
 */
export function useLiveUsage(
  { tenantId, projectId, onArrivals }: { tenantId: string; projectId: string | null; onArrivals: () => void },
): LiveUsageState {
  const moments = useSignal<readonly LiveUsage[]>([]);
  const status = useSignal<LiveTailStatus | null>(null);
  const isOn = useSignal(true);
  const arrived = useRef(onArrivals);
  arrived.current = onArrivals;
  useEffect(() => {
    moments.value = [];
    if (!isOn.value) {
      status.value = null;
      return;
    }
    const gone = new AbortController();
    const announce = calmly(() => arrived.current(), gone.signal);
    const tail = new LiveTail({
      ...browserDependencies().liveTail,
      document: usageLiveSubscription,
      variables: { tenantId, ...(projectId !== null && { projectId }) },
      select: ({ usageLive }) => ({
        cursor: usageLive.at,
        dropped: 0,
        gap: usageLive.gap,
        log: { ...usageLive, id: usageLive.at },
      }),
      onLog: (moment) => {
        moments.value = addMoment(moments.peek(), moment);
        if (moment.gap || moment.requests !== "0") announce();
      },
      // The page was read a moment ago; what follows a gap is asked for above.
      reread: () => {},
    });
    let wasLive = false;
    const unsubscribe = tail.status.subscribe((value) => {
      status.value = value;
      if (value.state !== "live") return;
      // Nothing tells what came while nobody listened.
      if (wasLive) announce();
      wasLive = true;
    });
    return () => {
      gone.abort();
      unsubscribe();
      tail.stop();
    };
  }, [tenantId, projectId, isOn.value]);
  return { moments, status, isOn, toggle: () => isOn.value = !isOn.value };
}

/** Records are summed up with the database's next write: about a second after they are told of. */
const SUMMED_MS = 2_000;
const CALM_MS = 15_000;

/** Calls `act` some time after the first call, and not again before `CALM_MS` are over. */
function calmly(act: () => void, signal: AbortSignal): () => void {
  let isWaiting = false;
  let actedMs = -Infinity;
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    const waitMs = Math.max(SUMMED_MS, actedMs + CALM_MS - browserClock.monotonic());
    browserClock.delay(waitMs, signal).then(() => {
      isWaiting = false;
      actedMs = browserClock.monotonic();
      act();
    }, () => {});
  };
}
