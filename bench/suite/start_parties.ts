import type { Bench } from "./bench.ts";
import { GATEWAY_PROCESSES, OURS } from "./party_names.ts";
import type { Options } from "./options.ts";
import { directParty } from "./parties/direct.ts";
import { startNginx } from "./parties/nginx.ts";
import { startPerpetuo } from "./parties/perpetuo.ts";
import type { Party, SkippedParty } from "./party.ts";
import { KEYS, type Section } from "./section.ts";

/** Starts whoever takes part in a section; one that cannot be started is told with its reason. */
export async function startParties(
  bench: Bench,
  section: Section,
  options: Options,
): Promise<{ parties: Party[]; skipped: SkippedParty[] }> {
  const parties: Party[] = [];
  const skipped: SkippedParty[] = [];
  for (const [name, start] of startersOf(bench, section, options)) {
    try {
      const directory = `${bench.directory}/${section.name}-${name.replaceAll(/[^\w.-]/g, "_")}`;
      await Deno.mkdir(directory, { recursive: true });
      parties.push(await start(directory));
    } catch (error) {
      skipped.push({ name, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { parties, skipped };
}

type Starter = [name: string, start: (directory: string) => Party | Promise<Party>];

function startersOf(bench: Bench, section: Section, options: Options): Starter[] {
  const { mock } = bench;
  const nginx: Starter = ["nginx", (directory) => {
    const { nginx } = bench.programs;
    if (nginx === null) throw new Error("nginx is not there. On Debian: apt-get install nginx-light");
    return startNginx(nginx, { mock, directory });
  }];
  const ours = (name: string, more: { keys?: number; processes?: number } = {}): Starter => [
    name,
    (directory) => startPerpetuo(name, { mock, directory, ...more }),
  ];
  switch (section.name) {
    case "whole":
    case "streams":
      return [["direct", () => directParty(mock)], nginx, ours(OURS)];
    case "memory":
      return [nginx, ours(OURS)];
    case "keys":
      return [ours(OURS, { keys: KEYS })];
    case "processes":
      return [ours(OURS), ours(GATEWAY_PROCESSES, { processes: 2 })];
  }
}
