import { DIRECT, NGINX, OUR_PROCESSES, OURS, PORTKEY } from "./party_names.ts";
import type { Figure } from "./sample.ts";
import type { SectionName } from "./section.ts";

/** One of the figures by which it is told whether the gateway is fast enough. */
export interface KeyFigure {
  title: string;
  section: SectionName;
  /** Of two measurements in the same round; the second is missing where the first stands by itself. */
  reckon: "ratio" | "difference" | "alone";
  of: Measurement;
  against?: Measurement;
  unit: "×" | "ms" | "KB";
  /** Missing: it is shown and not judged. */
  bounds?: { better: "more" | "less"; gate: number; goal: number };
  /** Cores below which it cannot be judged. Default: any will do. */
  coresMin?: number;
}

export interface Measurement {
  scenario: string;
  party: string;
  /** More than one are added up. */
  figures: readonly Figure[];
}

const measured = (scenario: string, party: string, ...figures: Figure[]): Measurement => ({ scenario, party, figures });
const more = (gate: number, goal: number) => ({ better: "more" as const, gate, goal });
const less = (gate: number, goal: number) => ({ better: "less" as const, gate, goal });

/** All of them, with what must be reached (gate) and what is aimed at (goal). */
export const KEY_FIGURES: readonly KeyFigure[] = [
  {
    title: "requests/s at c=64, of nginx's",
    section: "whole",
    reckon: "ratio",
    of: measured("whole, c=64", OURS, "requestsPerSecond"),
    against: measured("whole, c=64", NGINX, "requestsPerSecond"),
    unit: "×",
    bounds: more(0.30, 0.45),
  },
  {
    title: "requests/s at c=256, of nginx's",
    section: "whole",
    reckon: "ratio",
    of: measured("whole, c=256", OURS, "requestsPerSecond"),
    against: measured("whole, c=256", NGINX, "requestsPerSecond"),
    unit: "×",
    bounds: more(0.40, 0.55),
  },
  {
    title: "CPU per request at c=64, of nginx's",
    section: "whole",
    reckon: "ratio",
    of: measured("whole, c=64", OURS, "cpuUs"),
    against: measured("whole, c=64", NGINX, "cpuUs"),
    unit: "×",
    bounds: less(3.5, 2.3),
  },
  {
    title: "the same with Redis' CPU",
    section: "whole",
    reckon: "ratio",
    of: measured("whole, c=64", OURS, "cpuUs", "storeCpuUs"),
    against: measured("whole, c=64", NGINX, "cpuUs"),
    unit: "×",
  },
  {
    title: "requests/s at c=64, of Portkey's",
    section: "whole",
    reckon: "ratio",
    of: measured("whole, c=64", OURS, "requestsPerSecond"),
    against: measured("whole, c=64", PORTKEY, "requestsPerSecond"),
    unit: "×",
    bounds: more(10, 20),
  },
  {
    title: "added p50 at c=1",
    section: "whole",
    reckon: "difference",
    of: measured("whole, c=1", OURS, "p50Ms"),
    against: measured("whole, c=1", DIRECT, "p50Ms"),
    unit: "ms",
    bounds: less(0.35, 0.2),
  },
  {
    title: "added time to first content, 20 streams, p50",
    section: "streams",
    reckon: "difference",
    of: measured("20 streams", OURS, "firstContentP50Ms"),
    against: measured("20 streams", DIRECT, "firstContentP50Ms"),
    unit: "ms",
    bounds: less(1.5, 0.8),
  },
  {
    title: "added time to first content, 20 streams, p99",
    section: "streams",
    reckon: "difference",
    of: measured("20 streams", OURS, "firstContentP99Ms"),
    against: measured("20 streams", DIRECT, "firstContentP99Ms"),
    unit: "ms",
    bounds: less(3, 1.5),
  },
  {
    title: "time to first content, 500 streams, p99",
    section: "streams",
    reckon: "alone",
    of: measured("500 streams", OURS, "firstContentP99Ms"),
    unit: "ms",
    bounds: less(100, 20),
  },
  {
    title: "CPU per chunk, passed through, of nginx's",
    section: "streams",
    reckon: "ratio",
    of: measured("500 streams", OURS, "cpuUs"),
    against: measured("500 streams", NGINX, "cpuUs"),
    unit: "×",
    bounds: less(2.2, 1.5),
  },
  {
    title: "CPU per chunk, translated, of nginx's",
    section: "streams",
    reckon: "ratio",
    of: measured("500 streams, translated", OURS, "cpuUs"),
    against: measured("500 streams, translated", NGINX, "cpuUs"),
    unit: "×",
    bounds: less(3, 2),
  },
  {
    title: "memory per slow stream at 2,000",
    section: "memory",
    reckon: "alone",
    of: measured("2,000 slow streams", OURS, "bytesPerStream"),
    unit: "KB",
    bounds: less(100, 60),
  },
  {
    title: "requests/s with 10,000 keys, of those with one",
    section: "keys",
    reckon: "ratio",
    of: measured("10,000 keys", OURS, "requestsPerSecond"),
    against: measured("one key", OURS, "requestsPerSecond"),
    unit: "×",
    bounds: more(0.8, 0.95),
  },
  {
    title: "requests/s at c=64 with 2 processes, of those with 1",
    section: "processes",
    reckon: "ratio",
    of: measured("whole, c=64, shared port", OUR_PROCESSES, "requestsPerSecond"),
    against: measured("whole, c=64, shared port", OURS, "requestsPerSecond"),
    unit: "×",
    bounds: more(1.1, 1.8),
    // The provider, the clients and Redis want cores too.
    coresMin: 4,
  },
];
