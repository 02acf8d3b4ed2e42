import Anthropic from "@anthropic-ai/sdk";
import {
  CITY_SCHEMA,
  type Client,
  IMAGE_BASE64,
  prompt,
  type Setting,
  TIME_TOOL,
  TOOL_RESULT,
  WEATHER_TOOL,
} from "./cell.ts";

const MAX_TOKENS = 4_000;

const toolOf = ({ name, description, parameters }: typeof WEATHER_TOOL | typeof TIME_TOOL): Anthropic.Tool => ({
  name,
  description,
  input_schema: parameters as unknown as Anthropic.Tool.InputSchema,
});
const weather = toolOf(WEATHER_TOOL);
const time = toolOf(TIME_TOOL);
const user = (content: Anthropic.MessageParam["content"]): Anthropic.MessageParam => ({ role: "user", content });

/** `@anthropic-ai/sdk`, messages. */
export const anthropic: Client = {
  name: "anthropic",
  cases: {
    plain: async (setting) => seenOf(await ask(setting, { messages: [user(prompt("plain"))] })),
    stream: async (setting) => {
      const stream = clientOf(setting).messages.stream({
        model: setting.model,
        max_tokens: MAX_TOKENS,
        messages: [user(prompt("stream"))],
      });
      let pieces = 0;
      stream.on("text", () => pieces++);
      return { ...seenOf(await stream.finalMessage()), pieces };
    },
    tools: (setting) => withTools(setting, prompt("tools"), [weather]),
    "tools streamed": async (setting) => {
      const stream = clientOf(setting).messages.stream({
        model: setting.model,
        max_tokens: MAX_TOKENS,
        messages: [user(prompt("tools streamed"))],
        tools: [weather],
      });
      return seenOf(await stream.finalMessage());
    },
    "parallel tools": (setting) => withTools(setting, prompt("parallel tools"), [weather, time]),
    structured: async (setting) => {
      const message = await ask(setting, {
        messages: [user(prompt("structured"))],
        output_config: { format: { type: "json_schema", schema: CITY_SCHEMA as unknown as Record<string, unknown> } },
      });
      return { object: JSON.parse(textOf(message)), usage: usageOf(message) };
    },
    image: async (setting) =>
      seenOf(
        await ask(setting, {
          messages: [user([
            { type: "text", text: prompt("image") },
            { type: "image", source: { type: "base64", media_type: "image/png", data: IMAGE_BASE64 } },
          ])],
        }),
      ),
    thinking: async (setting) => {
      const message = await ask(setting, {
        messages: [user(prompt("thinking"))],
        thinking: { type: "enabled", budget_tokens: 2_000 },
      });
      const thinking = message.content.map((block) => block.type === "thinking" ? block.thinking : "").join("");
      return { ...seenOf(message), thinking };
    },
    error: async (setting) => {
      try {
        await ask(setting, { messages: [user(prompt("error"))] });
      } catch (error) {
        if (!(error instanceof Anthropic.APIError)) throw error;
        return { error: { status: error.status ?? null, message: error.message } };
      }
      throw new Error("no error was thrown");
    },
    cancel: async (setting) => {
      const stream = await clientOf(setting).messages.create({
        model: setting.model,
        max_tokens: MAX_TOKENS,
        messages: [user(prompt("cancel"))],
        stream: true,
      });
      for await (const event of stream) if (event.type === "content_block_delta") break;
      return {};
    },
    "count tokens": async (setting) => {
      const messages = [user("How many tokens are these words?")];
      const { input_tokens: tokens } = await clientOf(setting).messages.countTokens({ model: setting.model, messages });
      return { tokens };
    },
  },
};

function clientOf({ gatewayUrl, apiKey, headers }: Setting): Anthropic {
  return new Anthropic({ baseURL: gatewayUrl, apiKey, defaultHeaders: headers });
}

function ask(setting: Setting, request: Omit<Anthropic.MessageCreateParamsNonStreaming, "model" | "max_tokens">) {
  return clientOf(setting).messages.create({ model: setting.model, max_tokens: MAX_TOKENS, ...request });
}

/** Asks, answers the calls as an application does, and asks again. */
async function withTools(setting: Setting, question: string, tools: Anthropic.Tool[]) {
  const first = await ask(setting, { messages: [user(question)], tools });
  const results = first.content.flatMap((block): Anthropic.ToolResultBlockParam[] =>
    block.type === "tool_use" ? [{ type: "tool_result", tool_use_id: block.id, content: TOOL_RESULT }] : []
  );
  const said: Anthropic.MessageParam = { role: "assistant", content: first.content as Anthropic.ContentBlockParam[] };
  const second = await ask(setting, { messages: [user(question), said, user(results)], tools });
  return { ...seenOf(first), text: textOf(second) };
}

function seenOf(message: Anthropic.Message) {
  const toolCalls = message.content.flatMap((block) =>
    block.type === "tool_use" ? [{ name: block.name, input: block.input }] : []
  );
  return { text: textOf(message), toolCalls, finish: message.stop_reason ?? undefined, usage: usageOf(message) };
}

function textOf(message: Anthropic.Message): string {
  return message.content.map((block) => block.type === "text" ? block.text : "").join("");
}

/** Anthropic's own input count leaves cached tokens out. */
function usageOf({ usage }: Anthropic.Message) {
  const cached = (usage.cache_read_input_tokens ?? 0) + (usage.cache_creation_input_tokens ?? 0);
  return { input: usage.input_tokens + cached, output: usage.output_tokens };
}
