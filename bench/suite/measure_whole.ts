import type { Bench } from "./bench.ts";
import type { Party, Target } from "./party.ts";
import { processUsage } from "./programs/process_usage.ts";
import type { Sample } from "./sample.ts";
import { KEYS, type ScenarioLoad } from "./section.ts";
import { runWholeLoad, type WholeLoadResult } from "./whole_load.ts";
import { untilQuiet } from "./until_quiet.ts";

/** Lets clients ask a party for whole answers, and sees what that costs it. */
export async function measureWhole(
  bench: Bench,
  { party, target }: { party: Party; target: Target },
  load: Extract<ScenarioLoad, { kind: "whole" }>,
): Promise<Sample> {
  await bench.mock.behave("whole");
  const finish = await party.watch("whole");
  const askedBefore = (await bench.mock.counts()).requests;
  const [partyBefore, storeBefore] = [processUsage(party.processIds), processUsage(party.storeProcessIds)];
  const result = await runWholeLoad(target, { ...load, keys: keysOf(party, load.keys) }, bench);
  const cpuSeconds = processUsage(party.processIds).cpuSeconds - partyBefore.cpuSeconds;
  const storeSeconds = processUsage(party.storeProcessIds).cpuSeconds - storeBefore.cpuSeconds;
  const asked = (await untilQuiet(bench.mock, party)).requests - askedBefore;
  const counts = { answered: result.requests, chunksEach: 0, underWayMax: 2 * load.connections };
  const mismatch = await finish({ ...counts, usesManyKeys: load.keys === "many" });
  return {
    figures: {
      requestsPerSecond: result.requests / (result.microseconds / 1e6),
      ...(party.processIds.length > 0 && { cpuUs: 1e6 * cpuSeconds / result.requests }),
      ...(party.storeProcessIds.length > 0 && { storeCpuUs: 1e6 * storeSeconds / result.requests }),
      p50Ms: result.p50 / 1_000,
      p99Ms: result.p99 / 1_000,
    },
    objection: object(result, { asked, connections: load.connections }) ?? mismatch,
  };
}

function keysOf(party: Party, keys: "one" | "many" | "in_turn"): readonly string[] | null {
  if (keys === "one" || party.manyKeys === null) return null;
  return keys === "many" ? party.manyKeys : Array.from({ length: KEYS }, () => party.manyKeys![0]!);
}

/** Every answer must be a 200, and the provider must have been asked for each: nothing is cached and nothing tried twice. */
function object(
  result: WholeLoadResult,
  { asked, connections }: { asked: number; connections: number },
): string | null {
  if (result.requests === 0) return "nothing was answered";
  if (result.not_200 > 0) return `${result.not_200} of ${result.requests} answers were not 200`;
  if (result.socket_errors > 0) return `${result.socket_errors} connections broke`;
  if (result.timeouts > 0) return `${result.timeouts} requests took over 10 s`;
  if (asked < result.requests || asked > result.requests + 2 * connections) {
    return `the provider was asked ${asked} times for ${result.requests} answers`;
  }
  return null;
}
