import { parseArgs } from "node:util";
import { startTestServers } from "../../testing/test_servers.ts";
import { ensureGenerated } from "../../tools/generate.ts";
import { LIMIT_SCENARIOS } from "./limit_scenarios.ts";
import { OUTAGE_SCENARIOS } from "./outage_scenarios.ts";
import { LONG_FORM, runScenario, type Scenario, SHORT_FORM } from "./scenario.ts";
import type { Verdict } from "./verdict.ts";

export const SCENARIOS: readonly Scenario[] = [...LIMIT_SCENARIOS, ...OUTAGE_SCENARIOS];

const HELP = `Takes away whatever a fleet needs while clients ask it, and counts what that cost; prints the table.

Usage: deno task chaos [--short] [--only TEXT] [--from TEXT] [--list] [--help]
  --short      40 clients, 2 gateways and short outages: what every push runs
  --only TEXT  scenarios with TEXT in their names
  --from TEXT  the first scenario with TEXT in its name and all after it
  --list       names the scenarios

4 gateways, 2 control planes that record, a Redis and a Postgres of their own; 200 clients. The whole of it takes about
half an hour. The exit code is 1 when something was not as it must be.`;

/** The verdicts as a table in Markdown. */
export function chaosTable(verdicts: readonly Verdict[]): string {
  const head = [
    "scenario",
    "answered",
    "denied",
    "cut off",
    "failed by us",
    "lost",
    "twice",
    "gaps",
    "leaked",
    "interrupted",
    "spent",
    "as it must be",
  ];
  const rows = verdicts.map((verdict) => [
    verdict.scenario,
    verdict.answered,
    verdict.denied,
    verdict.cutOff,
    verdict.failed,
    verdict.lost,
    verdict.duplicated,
    verdict.gaps,
    verdict.leaked ?? "until expiry",
    verdict.interrupted,
    `$${(verdict.spentNanoUsd / 1e9).toFixed(3)}`,
    verdict.objections.length === 0 ? "✓" : verdict.objections.join("; "),
  ]);
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      short: { type: "boolean", default: false },
      only: { type: "string", default: "" },
      from: { type: "string", default: "" },
      list: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const first = SCENARIOS.findIndex(({ name }) => name.includes(values.from));
  const chosen = (first < 0 ? [] : SCENARIOS.slice(first)).filter(({ name, short }) =>
    name.includes(values.only) && (!values.short || short)
  );
  if (values.help) console.log(HELP);
  else if (values.list) console.log(chosen.map(({ name }) => name).join("\n"));
  else Deno.exit(await run(chosen, values.short));
}

async function run(scenarios: readonly Scenario[], short: boolean): Promise<number> {
  // A fresh clone has no database client.
  await ensureGenerated({ onProgress: console.error });
  // Finds a Redis, or installs one; the scenarios start their own.
  const servers = await startTestServers((line) => console.error(`· ${line}`));
  for (const [name, value] of Object.entries(servers.environment)) Deno.env.set(name, value);
  const verdicts: Verdict[] = [];
  let failed = false;
  try {
    for (const scenario of scenarios) {
      console.error(`· ${scenario.name}`);
      try {
        verdicts.push(await runScenario(scenario, short ? SHORT_FORM : LONG_FORM));
        console.error(`  ${verdicts.at(-1)!.objections.join("; ") || "as it must be"}`);
      } catch (error) {
        // The scenarios after it still say what they have to say.
        failed = true;
        console.error(`  could not be judged: ${error instanceof Error ? error.stack : error}`);
      }
    }
  } finally {
    await servers.stop();
    console.log(chaosTable(verdicts));
  }
  return !failed && verdicts.every(({ objections }) => objections.length === 0) ? 0 : 1;
}
