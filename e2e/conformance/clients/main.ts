import { aiAnthropic, aiCompatible, aiOpenai, aiOpenaiChat } from "./ai_sdk.ts";
import { anthropic } from "./anthropic.ts";
import { type Case, type CellLine, type Client, type ClientsPlan } from "./cell.ts";
import { langchain } from "./langchain.ts";
import { openaiChat } from "./openai_chat.ts";
import { openaiResponses } from "./openai_responses.ts";

/** Lets every official client ask a gateway, as the plan in the one argument says; prints a line of JSON a cell. */
async function main(plan: ClientsPlan): Promise<void> {
  const cells = CLIENTS.flatMap((client) =>
    plan.providers.flatMap((provider) =>
      (Object.keys(client.cases) as Case[]).map((which) => ({ client, provider, which }))
    )
  );
  await Promise.all(Array.from({ length: AT_A_TIME }, async () => {
    for (let cell = cells.shift(); cell !== undefined; cell = cells.shift()) {
      console.log(JSON.stringify(await ask(plan, cell)));
    }
  }));
}

const AT_A_TIME = 8;
const CLIENTS: Client[] = [
  openaiChat,
  openaiResponses,
  anthropic,
  aiOpenai,
  aiOpenaiChat,
  aiCompatible,
  aiAnthropic,
  langchain,
];

/** What the built-in mock must be told beside the question; no other provider hears of it. */
const MOCK_DIRECTIVES: Partial<Record<Case, string>> = {
  tools: "tool",
  "tools streamed": "tool",
  "parallel tools": "tools=2",
  thinking: "reasoning=6",
  cancel: "chunks=100,interval=20",
  error: "status=400",
};

interface Cell {
  client: Client;
  provider: ClientsPlan["providers"][number];
  which: Case;
}

async function ask({ gatewayUrl, apiKey }: ClientsPlan, { client, provider, which }: Cell): Promise<CellLine> {
  const line = { client: client.name, provider: provider.name, case: which };
  const { model, embeddingModel } = provider;
  // The record tells by its tag which cell it belongs to.
  const cell = `${client.name}|${provider.name}|${which}`;
  const headers: Record<string, string> = { "x-perpetuo-tags": `cell=${cell}` };
  const directives = MOCK_DIRECTIVES[which];
  if (directives !== undefined) headers["x-perpetuo-mock"] = directives;
  const startMs = performance.now();
  try {
    const seen = await client.cases[which]!({ gatewayUrl, apiKey, model, embeddingModel, headers });
    return { ...line, seen, failure: null, ms: Math.round(performance.now() - startMs) };
  } catch (error) {
    const failure = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { ...line, seen: null, failure, ms: Math.round(performance.now() - startMs) };
  }
}

if (import.meta.main) {
  await main(JSON.parse(Deno.args[0]!));
  // Clients keep connections open.
  Deno.exit();
}
