/** A way to send the first request. */
export interface Snippet {
  id: "curl" | "openai-js" | "openai-python" | "anthropic";
  title: string;
  code: string;
  /** What it takes to be run; null where it is a terminal and no more. */
  note: string | null;
}

export interface SnippetValues {
  /** Of the gateway, without a slash at its end. */
  gatewayUrl: string;
  /** The secret, or what stands for it where it is not known any more. */
  apiKey: string;
  model: string;
}

/** What a key stands as where its secret is not known any more. */
export const API_KEY_PLACEHOLDER = "ppk_…";

/** Ready to be pasted, with address, key and model filled in. */
export function snippets(values: SnippetValues): Snippet[] {
  return [
    { id: "curl", title: "curl", code: curl(values), note: null },
    { id: "openai-js", title: "openai (JS)", code: openaiJs(values), note: "npm install openai" },
    { id: "openai-python", title: "openai (Python)", code: openaiPython(values), note: "pip install openai" },
    { id: "anthropic", title: "anthropic (JS)", code: anthropicJs(values), note: "npm install @anthropic-ai/sdk" },
  ];
}

function curl({ gatewayUrl, apiKey, model }: SnippetValues): string {
  const body = JSON.stringify({ model, messages: [{ role: "user", content: "Hello!" }] });
  return [
    `curl ${inShell(`${gatewayUrl}/v1/chat/completions`)} \\`,
    `  -H ${inShell(`authorization: Bearer ${apiKey}`)} \\`,
    `  -H 'content-type: application/json' \\`,
    `  -d ${inShell(body)}`,
  ].join("\n");
}

function openaiJs({ gatewayUrl, apiKey, model }: SnippetValues): string {
  return `import OpenAI from "openai";

const client = new OpenAI({
  baseURL: ${JSON.stringify(`${gatewayUrl}/v1`)},
  apiKey: ${JSON.stringify(apiKey)},
});
const answer = await client.chat.completions.create({
  model: ${JSON.stringify(model)},
  messages: [{ role: "user", content: "Hello!" }],
});
console.log(answer.choices[0].message.content);`;
}

function openaiPython({ gatewayUrl, apiKey, model }: SnippetValues): string {
  // A string in JSON is one in Python too.
  return `from openai import OpenAI

client = OpenAI(
    base_url=${JSON.stringify(`${gatewayUrl}/v1`)},
    api_key=${JSON.stringify(apiKey)},
)
answer = client.chat.completions.create(
    model=${JSON.stringify(model)},
    messages=[{"role": "user", "content": "Hello!"}],
)
print(answer.choices[0].message.content)`;
}

/** Its client adds `/v1` itself. */
function anthropicJs({ gatewayUrl, apiKey, model }: SnippetValues): string {
  return `import Anthropic from "@anthropic-ai/sdk";

const client = new Anthropic({
  baseURL: ${JSON.stringify(gatewayUrl)},
  apiKey: ${JSON.stringify(apiKey)},
});
const message = await client.messages.create({
  model: ${JSON.stringify(model)},
  max_tokens: 1024,
  messages: [{ role: "user", content: "Hello!" }],
});
for (const block of message.content) {
  if (block.type === "text") console.log(block.text);
}`;
}

/** Quoted so that no shell reads anything into it. */
function inShell(text: string): string {
  return /^[A-Za-z0-9:/._-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
