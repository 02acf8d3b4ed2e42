import { parseArgs } from "node:util";
import { startTestServers } from "../../testing/test_servers.ts";
import { ensureGenerated } from "../../tools/generate.ts";
import { runSoak } from "./soak.ts";
import { soakTable } from "./soak_table.ts";
import { judgeSoak } from "./soak_verdict.ts";

const HELP = `Lets a fleet work for long, disturbs it in the middle, and looks whether anything grows, slows or is lost.

Usage: deno task soak [--minutes N] [--rate N] [--json FILE] [--help]
  --minutes N  how long, default 10; below 6 memory and times are told and not judged
  --rate N     requests a second; default 60 % of the peak, which is measured first
  --json FILE  writes every sample and the verdict there

Two gateways, a control plane, a Redis, a Postgres and a provider of their own. The exit code is 1 when something was not
as it must be.`;

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      minutes: { type: "string", default: "10" },
      rate: { type: "string" },
      json: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const minutes = Number(values.minutes);
  const rate = values.rate === undefined ? null : Number(values.rate);
  if (values.help) console.log(HELP);
  else if (!(minutes > 0) || (rate !== null && !(rate > 0))) {
    console.error("soak: --minutes and --rate are numbers above zero.");
    Deno.exit(2);
  } else Deno.exit(await run({ minutes, rate, json: values.json ?? null }));
}

async function run(
  { minutes, rate, json }: { minutes: number; rate: number | null; json: string | null },
): Promise<number> {
  await ensureGenerated({ onProgress: console.error });
  const servers = await startTestServers((line) => console.error(`· ${line}`));
  for (const [name, value] of Object.entries(servers.environment)) Deno.env.set(name, value);
  try {
    const report = await runSoak({ minutes, ratePerSecond: rate, onProgress: console.error });
    const verdict = judgeSoak(report);
    if (json !== null) await Deno.writeTextFile(json, JSON.stringify({ ...report, ...verdict }, null, 2));
    console.log(soakTable(report, verdict));
    return verdict.objections.length === 0 ? 0 : 1;
  } finally {
    await servers.stop();
  }
}
