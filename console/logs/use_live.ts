import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { browserClock } from "../browser/dependencies.ts";
import { browserDependencies } from "../graphql/dependencies.ts";
import type { LiveLog, LiveLogDependencies } from "./live_log.ts";
import { keepLivePreference, readLivePreference } from "./live_preference.ts";
import { olderThanRow } from "./older_page.ts";

export interface Live {
  /** Whether live updates are wanted. */
  readonly isOn: boolean;
  /** Whether there is a script by now that can switch them. */
  readonly isReady: boolean;
  toggle(): void;
  /** Where what is older than the last row is, when rows were given up. */
  olderHref(path: string, query: string): string;
}

/** The switch of live updates. They begin with the page, unless they were switched off before. */
export function useLive(log: LiveLog, { isPossible }: { isPossible: boolean }): Live {
  const isOn = useSignal(isPossible);
  const isReady = useSignal(false);
  useEffect(() => {
    isReady.value = true;
    if (!isPossible) return;
    isOn.value = readLivePreference(() => localStorage);
    if (isOn.value) log.listen(liveLogDependencies());
    const { expired } = browserDependencies().sessionExpiry;
    let wasExpired = expired.value;
    const stopWatching = expired.subscribe((isExpired) => {
      // Without a session it ended for good; with one it goes on where it was.
      if (wasExpired && !isExpired && isOn.peek()) log.listen(liveLogDependencies());
      wasExpired = isExpired;
    });
    return () => {
      stopWatching();
      log.stop();
    };
  }, []);
  const toggle = () => {
    if (!isPossible) return;
    isOn.value = !isOn.value;
    keepLivePreference(() => localStorage, isOn.value);
    if (isOn.value) log.listen(liveLogDependencies());
    else log.pause();
  };
  const olderHref = (path: string, query: string) => {
    const last = log.rows.value.shown.at(-1);
    return last === undefined ? path : `${path}?${olderThanRow(new URLSearchParams(query), last, browserClock.now())}`;
  };
  return { isOn: isOn.value, isReady: isReady.value, toggle, olderHref };
}

function liveLogDependencies(): LiveLogDependencies {
  const { client, liveTail } = browserDependencies();
  return { client, liveTail, nextFrame };
}

/** A frame, but not sooner than nobody can tell: more often the table would only take time from everything else. */
function nextFrame(callback: () => void): () => void {
  const cancelled = new AbortController();
  browserClock.delay(CALM_MS, cancelled.signal).then(() => {
    const frame = requestAnimationFrame(callback);
    cancelled.signal.addEventListener("abort", () => cancelAnimationFrame(frame));
  }, () => {});
  return () => cancelled.abort();
}

const CALM_MS = 100;
