import { systemClock } from "../../shared/time/clock.ts";
import { judge, type Verdict } from "../chaos/verdict.ts";
import { DISTURBANCES } from "./disturbances.ts";
import { type ProcessSample, sampleProcess } from "./process_sample.ts";
import { type SoakWorld, startSoakWorld } from "./soak_world.ts";
import { SoakLoad } from "./soak_load.ts";
import { quantile } from "./theil_sen.ts";

export interface SoakOptions {
  minutes: number;
  /** Requests a second; null: 60 % of the peak, which is measured first. */
  ratePerSecond: number | null;
  onProgress(line: string): void;
}

/** How things stood at one moment, and what went by in the five seconds before it. */
export interface SoakSample {
  /** Since the load began. */
  atMs: number;
  answered: number;
  providerFaults: number;
  cancelled: number;
  failures: number;
  p50Ms: number | null;
  p99Ms: number | null;
  /** What was going wrong meanwhile, or had within the last ten seconds; null: nothing. */
  disturbance: string | null;
  /** Of each gateway; null where none answered. */
  gateways: (ProcessSample | null)[];
}

export interface SoakReport {
  minutes: number;
  peakPerSecond: number | null;
  ratePerSecond: number;
  samples: SoakSample[];
  sentAgain: number;
  held: number;
  verdict: Verdict;
}

/** Lets a fleet work for as long as is asked, disturbs it in the middle, and counts what became of every request. */
export async function runSoak(options: SoakOptions): Promise<SoakReport> {
  await using world = await startSoakWorld();
  const { chaos } = world;
  const load = new SoakLoad(chaos);
  // Programs that have just started are slower than they will be.
  await load.peak({ clients: CLIENTS, ms: 3_000 });
  const peak = options.ratePerSecond === null ? await load.peak({ clients: CLIENTS, ms: 6_000 }) : null;
  const ratePerSecond = options.ratePerSecond ?? Math.max(1, Math.floor(peak! * PEAK_SHARE));
  options.onProgress(`peak ${peak === null ? "not measured" : Math.round(peak)}/s; ${ratePerSecond} requests a second`);
  load.takeWindow();
  const samples = await underLoad(world, load, { ...options, ratePerSecond });
  const report = await load.stop();
  const verdict = await judge(chaos, "soak", report, { waitForExpiry: true });
  const { sentAgain, held } = load;
  return { minutes: options.minutes, peakPerSecond: peak, ratePerSecond, samples, sentAgain, held, verdict };
}

async function underLoad(
  world: SoakWorld,
  load: SoakLoad,
  { minutes, ratePerSecond, onProgress }: SoakOptions & { ratePerSecond: number },
): Promise<SoakSample[]> {
  const totalMs = minutes * 60_000;
  const startMs = systemClock.monotonic();
  const trouble = new Trouble(world, { startMs, totalMs, onProgress });
  load.start(ratePerSecond);
  const disturbing = trouble.run();
  const samples: SoakSample[] = [];
  while (systemClock.monotonic() - startMs < totalMs) {
    await systemClock.delay(startMs + (samples.length + 1) * SAMPLE_MS - systemClock.monotonic());
    const { headMs, ...counts } = load.takeWindow();
    const sample: SoakSample = {
      atMs: Math.round(systemClock.monotonic() - startMs),
      ...counts,
      p50Ms: quantile(headMs, 0.5),
      p99Ms: quantile(headMs, 0.99),
      disturbance: trouble.present,
      gateways: await Promise.all(
        world.chaos.gateways.map(({ url, processId }) => sampleProcess({ url, processId: processId() })),
      ),
    };
    samples.push(sample);
    onProgress(lineOf(sample));
  }
  await disturbing;
  return samples;
}

/** Disturbs in the middle two fifths, one after the other. */
class Trouble {
  readonly #world: SoakWorld;
  readonly #options: { startMs: number; totalMs: number; onProgress(line: string): void };
  #present: string | null = null;
  #overMs = -Infinity;

  constructor(world: SoakWorld, options: { startMs: number; totalMs: number; onProgress(line: string): void }) {
    this.#world = world;
    this.#options = options;
  }

  /** What goes wrong, or did a moment ago. */
  get present(): string | null {
    return systemClock.monotonic() < this.#overMs ? this.#present : null;
  }

  async run(): Promise<void> {
    const { startMs, totalMs, onProgress } = this.#options;
    const eachMs = totalMs * 0.4 / DISTURBANCES.length;
    for (const [index, { name, happen }] of DISTURBANCES.entries()) {
      await systemClock.delay(startMs + totalMs * 0.3 + index * eachMs - systemClock.monotonic());
      onProgress(`· ${name}`);
      this.#present = name;
      this.#overMs = Infinity;
      await happen(this.#world, eachMs);
      this.#overMs = systemClock.monotonic() + AFTERMATH_MS;
    }
  }
}

function lineOf({ atMs, answered, providerFaults, failures, p50Ms, p99Ms, gateways }: SoakSample): string {
  const mebibytes = (bytes: number) => Math.round(bytes / 1_048_576);
  const memory = gateways.map((each) =>
    each === null ? "away" : `${mebibytes(each.residentBytes)}/${mebibytes(each.heapBytes)} MiB ${each.descriptors} fd`
  );
  return `${Math.round(atMs / 1_000)} s: ${answered} answered, ${providerFaults} by the provider's fault, ` +
    `${failures} failed, p50 ${p50Ms?.toFixed(1)} p99 ${p99Ms?.toFixed(1)} ms, ${memory.join(", ")}`;
}

const CLIENTS = 64;
const PEAK_SHARE = 0.6;
const SAMPLE_MS = 5_000;
const AFTERMATH_MS = 10_000;
