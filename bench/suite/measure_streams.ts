import type { Bench } from "./bench.ts";
import type { Party, Question, Target } from "./party.ts";
import { watchMemory } from "./programs/memory_watch.ts";
import { processUsage } from "./programs/process_usage.ts";
import type { Figure, Sample } from "./sample.ts";
import type { ScenarioLoad } from "./section.ts";
import { runStreamLoad, type StreamLoadResult } from "./stream_load.ts";
import { untilQuiet } from "./until_quiet.ts";

/** Lets clients read streams from a party, and sees what that costs it. */
export async function measureStreams(
  bench: Bench,
  { party, target, question }: { party: Party; target: Target; question: Question },
  load: Extract<ScenarioLoad, { kind: "streams" }>,
): Promise<Sample> {
  await bench.mock.behave(load);
  const finish = await party.watch(question);
  const askedBefore = (await bench.mock.counts()).streams;
  const [partyBefore, storeBefore] = [processUsage(party.processIds), processUsage(party.storeProcessIds)];
  const memory = load.watchesMemory ? watchMemory(party.processIds) : null;
  const result = await runStreamLoad(target, load, bench);
  const grownBytes = memory?.stop();
  const cpuSeconds = processUsage(party.processIds).cpuSeconds - partyBefore.cpuSeconds;
  const storeSeconds = processUsage(party.storeProcessIds).cpuSeconds - storeBefore.cpuSeconds;
  const asked = (await untilQuiet(bench.mock, party)).streams - askedBefore;
  const counts = { answered: result.whole, chunksEach: load.chunks, underWayMax: 0, usesManyKeys: false };
  const mismatch = await finish(counts);
  const figures: Partial<Record<Figure, number>> = grownBytes !== undefined
    ? { bytesPerStream: grownBytes / load.streams }
    : {
      ...(party.processIds.length > 0 && { cpuUs: 1e6 * cpuSeconds / result.chunks }),
      ...(party.storeProcessIds.length > 0 && { storeCpuUs: 1e6 * storeSeconds / result.chunks }),
      ...delays(result),
    };
  return { figures, objection: object(result, asked) ?? mismatch };
}

function delays({ first_content_us, chunk_delay_us, chunks, seconds }: StreamLoadResult) {
  return {
    chunksPerSecond: chunks / seconds,
    ...(first_content_us !== null && {
      firstContentP50Ms: first_content_us.p50 / 1_000,
      firstContentP99Ms: first_content_us.p99 / 1_000,
    }),
    ...(chunk_delay_us !== null && {
      chunkDelayP50Ms: chunk_delay_us.p50 / 1_000,
      chunkDelayP99Ms: chunk_delay_us.p99 / 1_000,
    }),
  };
}

/** Every stream must come whole, and the provider must have been asked once for each. */
function object({ whole, failed, not_200, refusal }: StreamLoadResult, asked: number): string | null {
  if (not_200 > 0) return `${not_200} answers were not 200 (${refusal})`;
  if (failed > 0) return `${failed} streams did not come whole`;
  if (whole === 0) return "nothing was answered";
  return asked === whole ? null : `the provider was asked ${asked} times for ${whole} streams`;
}
