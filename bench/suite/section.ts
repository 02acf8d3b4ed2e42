import type { Question } from "./party.ts";

/** Sections are measured one after the other, each with parties that were started for it. */
export type SectionName = "whole" | "streams" | "memory" | "keys" | "processes";

export interface Section {
  name: SectionName;
  title: string;
  /** What each party is asked in a round, in this order. */
  scenarios: readonly Scenario[];
}

export interface Scenario {
  /** Unique among all. */
  name: string;
  question: Question;
  load: ScenarioLoad;
  /** Whether others' delays are reckoned against the mock's own; else that is only asked to show that it keeps up. */
  isAgainstDirect?: boolean;
}

export type ScenarioLoad =
  | {
    kind: "whole";
    connections: number;
    seconds: number;
    /** `in_turn`: as `many`, but all of them are the same key, so that the client's own work is the same. */
    keys: "one" | "many" | "in_turn";
  }
  | {
    kind: "streams";
    streams: number;
    seconds: number;
    /** How long it takes until all have begun. */
    rampMs: number;
    chunks: number;
    gapUs: number;
    /** Whether it is watched how much memory they take; then nothing else of it counts. */
    watchesMemory?: true;
  };

/** How many keys the tenant has where they are used in turn. */
export const KEYS = 10_000;
/** What the streams of one load do: 500 of them bring some 9,000 chunks a second, start and end included. */
const PACE = { chunks: 40, gapUs: 50_000 };

/** Everything that is measured; a load lasts `seconds`, those of streams a little more. */
export function sections({ seconds }: { seconds: number }): Section[] {
  const whole = (connections: number, more: Partial<Scenario> = {}): Scenario => ({
    name: `whole, c=${connections}`,
    question: "whole",
    load: { kind: "whole", connections, seconds, keys: "one" },
    ...more,
  });
  // One client at a time is answered thousands of times in less, and its figure is a median.
  const alone = { kind: "whole", connections: 1, seconds: Math.ceil(seconds / 2), keys: "one" } as const;
  const streams = (name: string, question: Question, load: Partial<Extract<ScenarioLoad, { kind: "streams" }>>) => ({
    name,
    question,
    load: { kind: "streams" as const, streams: 500, seconds: seconds + 1, rampMs: 700, ...PACE, ...load },
  });
  const keys = (name: string, keys: "many" | "in_turn"): Scenario => ({
    name,
    question: "whole",
    load: { kind: "whole", connections: 64, seconds, keys },
  });
  return [
    {
      name: "whole",
      title: "Whole answers",
      scenarios: [whole(1, { load: alone, isAgainstDirect: true }), whole(64), whole(256)],
    },
    {
      name: "streams",
      title: "Streams",
      scenarios: [
        {
          ...streams("20 streams", "stream", { streams: 20, seconds, rampMs: 100, chunks: 10, gapUs: 10_000 }),
          isAgainstDirect: true,
        },
        streams("500 streams", "stream", {}),
        streams("500 streams, translated", "translated_stream", {}),
      ],
    },
    {
      name: "memory",
      title: "Memory of slow streams",
      scenarios: [
        streams("2,000 slow streams", "stream", {
          streams: 2_000,
          seconds: 2,
          rampMs: 1_500,
          chunks: 6,
          gapUs: 500_000,
          watchesMemory: true,
        }),
      ],
    },
    {
      name: "keys",
      title: "Many API keys",
      scenarios: [keys("one key", "in_turn"), keys("10,000 keys", "many")],
    },
    {
      name: "processes",
      title: "Two processes on one port",
      scenarios: [whole(64, { name: "whole, c=64, shared port" })],
    },
  ];
}
