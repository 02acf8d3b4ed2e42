import { useEffect, useState } from "preact/hooks";
import { browserClock } from "../browser/dependencies.ts";
import { arrivalsSentence } from "./arrivals_sentence.ts";
import type { LiveLog } from "./live_log.ts";

/** What is read out of what came in: all together, every ten seconds at most. */
export function useAnnouncement(log: LiveLog): string {
  const [sentence, setSentence] = useState("");
  useEffect(() => {
    const stop = new AbortController();
    let said = log.arrivals.peek();
    let isWaiting = false;
    const unsubscribe = log.arrivals.subscribe((arrivals) => {
      if (isWaiting || arrivals.total === said.total) return;
      isWaiting = true;
      browserClock.delay(QUIET_MS, stop.signal).then(() => {
        const now = log.arrivals.peek();
        setSentence(arrivalsSentence(said, now) ?? "");
        said = now;
        isWaiting = false;
      }, () => {});
    });
    return () => {
      unsubscribe();
      stop.abort();
    };
  }, []);
  return sentence;
}

const QUIET_MS = 10_000;
