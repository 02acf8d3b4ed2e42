import { systemClock } from "../../shared/time/clock.ts";
import type { MockCounts, MockUpstream } from "./mock_upstream.ts";
import type { Party } from "./party.ts";
import { processUsage } from "./programs/process_usage.ts";

/**
 * Waits until a party has nothing left to do, and resolves to what the mock was asked: some go on with requests whose
 * clients have gone, which would be held against whoever is measured next. Throws when that takes over ten seconds.
 */
export async function untilQuiet(mock: MockUpstream, { processIds }: Party): Promise<MockCounts> {
  let before = { counts: await mock.counts(), cpuSeconds: processUsage(processIds).cpuSeconds };
  for (let looks = 0; looks < LOOKS_MAX; looks++) {
    await systemClock.delay(LOOK_MS);
    const now = { counts: await mock.counts(), cpuSeconds: processUsage(processIds).cpuSeconds };
    const isAsked = now.counts.requests > before.counts.requests || now.counts.streaming > 0;
    if (!isAsked && now.cpuSeconds - before.cpuSeconds < IDLE_CPU_SECONDS) return now.counts;
    before = now;
  }
  throw new Error("it goes on working although all clients have gone");
}

const LOOK_MS = 100;
const LOOKS_MAX = 100;
/** Of one look's time: a quarter of a core at the most. */
const IDLE_CPU_SECONDS = 0.025;
