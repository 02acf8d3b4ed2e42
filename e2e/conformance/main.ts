import { runConformance } from "./conformance.ts";
import { conformanceTable } from "./table.ts";

const HELP = `Lets the official clients ask a gateway for everything, at every kind of provider, and prints the table.

Usage: deno task conformance [--help]

Clients: openai (chat completions and responses), @anthropic-ai/sdk, ai with @ai-sdk/openai, @ai-sdk/openai-compatible and
@ai-sdk/anthropic, @langchain/openai. Providers are played by @copilotkit/aimock. The exit code is 1 when a cell failed.`;

if (import.meta.main) {
  if (Deno.args.includes("--help")) {
    console.log(HELP);
    Deno.exit();
  }
  const cells = await runConformance();
  console.log(conformanceTable(cells));
  Deno.exit(cells.every((cell) => cell.objection === null) ? 0 : 1);
}
