import type { Bench } from "./bench.ts";
import { measureStreams } from "./measure_streams.ts";
import { measureWhole } from "./measure_whole.ts";
import type { Party, SkippedParty } from "./party.ts";
import { DIRECT, NGINX, OUR_PROCESSES, OURS } from "./party_names.ts";
import { startParties } from "./start_parties.ts";
import type { Options } from "./options.ts";
import type { Sample } from "./sample.ts";
import type { Scenario, Section } from "./section.ts";

/** What the rounds of one section gave. */
export interface SectionResult {
  section: Section;
  parties: string[];
  skipped: SkippedParty[];
  /** One sample a round, by scenario and party. */
  samples: Map<string, Sample[]>;
}

/** Where the samples of a scenario and a party are found. */
export function sampleKey(scenario: string, party: string): string {
  return `${scenario} / ${party}`;
}

/** Starts the section's parties, lets each warm up, and measures them in turn, round by round. */
export async function runSection(
  bench: Bench,
  section: Section,
  { options, onProgress }: { options: Options; onProgress: (line: string) => void },
): Promise<SectionResult> {
  const { parties, skipped } = await startParties(bench, section, options);
  const result = { section, parties: parties.map(({ name }) => name), skipped, samples: new Map<string, Sample[]>() };
  try {
    for (const { name, reason } of skipped) onProgress(`${name} is skipped: ${reason}`);
    for (const party of parties) await warmUp(bench, section, party).catch(failed);
    const rounds = section.name === "memory" ? 1 : options.rounds;
    for (let round = 1; round <= rounds; round++) {
      onProgress(`${section.title}, round ${round} of ${rounds}`);
      for (const scenario of section.scenarios) {
        const taking = parties.filter(({ name }) => round === 1 || takesEveryRound(name, scenario, options));
        await runScenario(bench, { scenario, parties: taking, result });
      }
    }
  } finally {
    for (const party of parties) await party.stop();
  }
  return result;
}

async function runScenario(
  bench: Bench,
  { scenario, parties, result }: { scenario: Scenario; parties: readonly Party[]; result: SectionResult },
): Promise<void> {
  for (const party of parties) {
    const sample = await measure(bench, scenario, party).catch(failed);
    if (sample === null) continue;
    const key = sampleKey(scenario.name, party.name);
    const samples = result.samples.get(key) ?? [];
    result.samples.set(key, [...samples, sample]);
  }
}

/** Whoever is no more than a background to the figures is measured in the first round alone, unless there is time. */
function takesEveryRound(party: string, { isAgainstDirect = false }: Scenario, { full }: Options): boolean {
  if (party === DIRECT) return isAgainstDirect;
  return full || [NGINX, OURS, OUR_PROCESSES].includes(party);
}

/** One that breaks down must not take the others' figures along. */
function failed(error: unknown): Sample {
  return { figures: {}, objection: error instanceof Error ? error.message : String(error) };
}

/** Null: the party cannot be asked this. */
async function measure(bench: Bench, { question, load }: Scenario, party: Party): Promise<Sample | null> {
  const target = party.target(question);
  if (target === null) return null;
  if (load.kind === "streams") return await measureStreams(bench, { party, target, question }, load);
  if (load.keys === "many" && party.manyKeys === null) return null;
  return await measureWhole(bench, { party, target }, load);
}

/**
 * Lets compilers see the code, pools fill and caches learn; what it gives is thrown away. A gateway runs for days: what its
 * compiler needs seconds for is no part of what a request costs.
 */
async function warmUp(bench: Bench, section: Section, party: Party): Promise<void> {
  if (party.name === DIRECT) return;
  const whole = section.scenarios.findLast(({ load }) => load.kind === "whole");
  if (whole?.load.kind === "whole") {
    await measure(bench, { ...whole, load: { ...whole.load, seconds: WARM_UP_SECONDS } }, party);
  }
  for (const scenario of section.scenarios) {
    const { load } = scenario;
    if (load.kind !== "streams") continue;
    const short = { streams: Math.min(load.streams, 100), seconds: 1, rampMs: 200, chunks: 20, gapUs: 10_000 };
    await measure(bench, { ...scenario, load: { ...load, ...short } }, party);
  }
}

/** After fewer, a request still costs a third more than in the end. */
const WARM_UP_SECONDS = 6;
