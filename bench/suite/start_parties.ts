import type { Bench } from "./bench.ts";
import { directParty } from "./parties/direct.ts";
import { startNginx } from "./parties/nginx.ts";
import { startOther } from "./parties/other.ts";
import { startPerpetuo } from "./parties/perpetuo.ts";
import { startPortkey } from "./parties/portkey.ts";
import type { Options } from "./options.ts";
import type { Party, SkippedParty } from "./party.ts";
import { DIRECT, NGINX, OUR_PROCESSES, OURS, PORTKEY } from "./party_names.ts";
import { KEYS, type Section } from "./section.ts";

/** Starts whoever takes part in a section; one that cannot be started is told with its reason. */
export async function startParties(
  bench: Bench,
  section: Section,
  options: Options,
): Promise<{ parties: Party[]; skipped: SkippedParty[] }> {
  const parties: Party[] = [];
  const skipped: SkippedParty[] = [];
  for (const { name, start } of startersOf(bench, section, options)) {
    const directory = `${bench.directory}/${section.name}-${name.replaceAll(/[^\w.-]/g, "_")}`;
    try {
      await Deno.mkdir(directory, { recursive: true });
      parties.push(await start(directory));
    } catch (error) {
      skipped.push({ name, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { parties, skipped };
}

interface Starter {
  name: string;
  /** With a directory of its own. */
  start(directory: string): Party | Promise<Party>;
}

function startersOf(bench: Bench, section: Section, options: Options): Starter[] {
  const { mock } = bench;
  const ours: Starter = { name: OURS, start: (directory) => startPerpetuo(OURS, { mock, directory }) };
  switch (section.name) {
    case "whole":
    case "streams":
      return [{ name: DIRECT, start: () => directParty(mock) }, nginx(bench), ours, ...others(bench, options)];
    case "memory":
      return [nginx(bench), ours, ...others(bench, options)];
    case "keys":
      return [{ name: OURS, start: (directory) => startPerpetuo(OURS, { mock, directory, keys: KEYS }) }];
    case "processes": {
      const start = (directory: string) => startPerpetuo(OUR_PROCESSES, { mock, directory, processes: 2 });
      return [ours, { name: OUR_PROCESSES, start }];
    }
  }
}

function nginx({ mock, programs }: Bench): Starter {
  return {
    name: NGINX,
    start(directory) {
      if (programs.nginx === null) throw new Error("it is not there. On Debian: apt-get install nginx-light");
      return startNginx(programs.nginx, { mock, directory });
    },
  };
}

function others({ mock, programs, keptDirectory }: Bench, options: Options): Starter[] {
  const named = options.others.map((gateway): Starter => ({
    name: gateway.name,
    start: (directory) => startOther(gateway, { mock, directory }),
  }));
  if (!options.portkey) return named;
  const start = (directory: string) => startPortkey(programs, { mock, directory, keptDirectory });
  return [{ name: PORTKEY, start }, ...named];
}
