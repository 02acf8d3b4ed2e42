import { isObject, objectsIn, textIn } from "./event_stream.ts";

type Json = Record<string, unknown>;

/** The answer that the events of a stream make, in the form that it would have had without a stream. */
export function assembledStream(events: readonly Json[]): Json | null {
  const failed = events.find(({ error }) => isObject(error));
  if (events.some(({ choices }) => Array.isArray(choices))) return assembledChat(events);
  if (events.some(({ type }) => textIn(type).startsWith("response."))) return assembledResponse(events);
  if (events.some(({ type }) => type === "message_start" || type === "content_block_start")) {
    return assembledMessage(events);
  }
  return failed ?? null;
}

function assembledChat(events: readonly Json[]): Json {
  const messages = new Map<number, { content: string; calls: Map<number, { name: string; arguments: string }> }>();
  for (const choice of events.flatMap(({ choices }) => objectsIn(choices))) {
    const index = Number(choice["index"] ?? 0);
    const message = messages.get(index) ?? { content: "", calls: new Map() };
    messages.set(index, message);
    const delta = isObject(choice["delta"]) ? choice["delta"] : {};
    message.content += textIn(delta["content"]) + textIn(delta["refusal"]);
    for (const piece of objectsIn(delta["tool_calls"])) {
      const place = Number(piece["index"] ?? 0);
      const call = message.calls.get(place) ?? { name: "", arguments: "" };
      message.calls.set(place, call);
      const said = isObject(piece["function"]) ? piece["function"] : {};
      call.name += textIn(said["name"]);
      call.arguments += textIn(said["arguments"]);
    }
  }
  const choices = [...messages.values()].map(({ content, calls }) => ({
    message: { role: "assistant", content, tool_calls: [...calls.values()].map((call) => ({ function: call })) },
  }));
  return { choices };
}

/** The last event has it whole, unless the stream broke off before. */
function assembledResponse(events: readonly Json[]): Json {
  const whole = events.findLast(({ type, response }) =>
    /^response\.(completed|incomplete|failed)$/.test(textIn(type)) && isObject(response)
  );
  const output = isObject(whole?.["response"]) ? objectsIn(whole["response"]["output"]) : [];
  if (output.length > 0) return { output };
  const items = new Map<number, Json & { text: string; arguments: string }>();
  for (const event of events) {
    const place = Number(event["output_index"] ?? 0);
    const item = items.get(place) ?? { text: "", arguments: "" };
    if (isObject(event["item"])) Object.assign(item, { type: event["item"]["type"], name: event["item"]["name"] });
    if (event["type"] === "response.output_text.delta") item.text += textIn(event["delta"]);
    if (event["type"] === "response.function_call_arguments.delta") item.arguments += textIn(event["delta"]);
    items.set(place, item);
  }
  return {
    output: [...items.values()].map(({ text, ...item }) =>
      item["type"] === "function_call" ? item : { role: "assistant", content: text }
    ),
  };
}

function assembledMessage(events: readonly Json[]): Json {
  const blocks = new Map<number, { block: Json; text: string; json: string }>();
  for (const event of events) {
    const place = Number(event["index"] ?? 0);
    if (event["type"] === "content_block_start" && isObject(event["content_block"])) {
      blocks.set(place, { block: event["content_block"], text: "", json: "" });
    }
    const current = blocks.get(place), delta = event["delta"];
    if (event["type"] !== "content_block_delta" || current === undefined || !isObject(delta)) continue;
    current.text += textIn(delta["text"]) + textIn(delta["thinking"]);
    current.json += textIn(delta["partial_json"]);
  }
  const content = [...blocks.values()].map(({ block, text, json }) => {
    if (block["type"] === "text") return { type: "text", text: textIn(block["text"]) + text };
    if (block["type"] === "thinking") return { type: "thinking", thinking: textIn(block["thinking"]) + text };
    return json === "" ? block : { ...block, input: parsed(json) };
  });
  return { content };
}

/** What broke off in the middle is shown as it came. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}
