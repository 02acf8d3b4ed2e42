/** What a message says, read by the simplest means there are, so that it owes nothing to the code under test. */
export interface SaidByMessage {
  text: string;
  reasoning: string;
  toolCalls: { id: string; name: string; arguments: unknown }[];
  stopReason: string | null;
  tokens: { input: number; output: number; cacheRead: number; cacheWrite: number; reasoning: number };
}

// deno-lint-ignore no-explicit-any -- a recording's shape is what is looked at
type Untyped = any;

/** What the first answer of a recorded stream says; a few recordings hold several. */
export function readMessageEvents(events: Untyped[]): SaidByMessage {
  const said: SaidByMessage = { text: "", reasoning: "", toolCalls: [], stopReason: null, tokens: countTokens({}) };
  const arrived: Record<number, { id: string; name: string; json: string }> = {};
  let usage = {};
  // A few recordings hold several answers one after the other; one request gets the first.
  const end = events.findIndex((event) => event.type === "message_stop");
  for (const event of events.slice(0, end + 1)) {
    if (event.type === "message_start") usage = { ...usage, ...event.message.usage };
    if (event.type === "message_delta") {
      usage = { ...usage, ...event.usage };
      said.stopReason = event.delta.stop_reason;
    }
    if (event.type === "content_block_start" && event.content_block.type === "tool_use") {
      arrived[event.index] = { ...event.content_block, json: "" };
    }
    if (event.delta?.type === "text_delta") said.text += event.delta.text;
    if (event.delta?.type === "thinking_delta") said.reasoning += event.delta.thinking;
    if (event.delta?.type === "input_json_delta" && event.index in arrived) {
      arrived[event.index]!.json += event.delta.partial_json;
    }
  }
  said.toolCalls = Object.values(arrived).map(({ id, name, json }) => ({
    id,
    name,
    arguments: JSON.parse(json || "{}"),
  }));
  return { ...said, tokens: countTokens(usage) };
}

/** What a whole message says. */
export function readWholeMessage(message: Untyped): SaidByMessage {
  const of = (type: string) => message.content.filter((block: Untyped) => block.type === type);
  return {
    text: of("text").map((block: Untyped) => block.text).join(""),
    reasoning: of("thinking").map((block: Untyped) => block.thinking).join(""),
    toolCalls: of("tool_use").map(({ id, name, input }: Untyped) => ({ id, name, arguments: input })),
    stopReason: message.stop_reason,
    tokens: countTokens(message.usage),
  };
}

function countTokens(usage: Untyped): SaidByMessage["tokens"] {
  const cacheRead = usage.cache_read_input_tokens ?? 0;
  const cacheWrite = usage.cache_creation_input_tokens ?? 0;
  return {
    input: (usage.input_tokens ?? 0) + cacheRead + cacheWrite,
    output: usage.output_tokens ?? 0,
    cacheRead,
    cacheWrite,
    reasoning: usage.output_tokens_details?.thinking_tokens ?? 0,
  };
}
