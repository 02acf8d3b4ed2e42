import OpenAI from "openai";
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
import { openaiClient, seenError } from "./openai_client.ts";

type Message = OpenAI.ChatCompletionMessageParam;

const weather: OpenAI.ChatCompletionTool = { type: "function", function: WEATHER_TOOL };
const time: OpenAI.ChatCompletionTool = { type: "function", function: TIME_TOOL };
const user = (content: string): Message => ({ role: "user", content });

/** `openai`, chat completions. */
export const openaiChat: Client = {
  name: "openai chat",
  cases: {
    plain: async (setting) => seenOf(await ask(setting, { messages: [user(prompt("plain"))] })),
    stream: async (setting) => {
      const stream = openaiClient(setting).chat.completions.stream({
        model: setting.model,
        messages: [user(prompt("stream"))],
        stream_options: { include_usage: true },
      });
      let pieces = 0;
      stream.on("content", () => pieces++);
      return { ...seenOf(await stream.finalChatCompletion()), pieces };
    },
    tools: (setting) => withTools(setting, prompt("tools"), [weather]),
    "tools streamed": async (setting) => {
      const stream = openaiClient(setting).chat.completions.stream({
        model: setting.model,
        messages: [user(prompt("tools streamed"))],
        tools: [weather],
        stream_options: { include_usage: true },
      });
      return seenOf(await stream.finalChatCompletion());
    },
    "parallel tools": (setting) => withTools(setting, prompt("parallel tools"), [weather, time]),
    structured: async (setting) => {
      const completion = await openaiClient(setting).chat.completions.parse({
        model: setting.model,
        messages: [user(prompt("structured"))],
        response_format: { type: "json_schema", json_schema: { name: "city", schema: CITY_SCHEMA, strict: true } },
      });
      return { object: JSON.parse(completion.choices[0]!.message.content!), usage: usageOf(completion) };
    },
    image: async (setting) =>
      seenOf(
        await ask(setting, {
          messages: [{
            role: "user",
            content: [
              { type: "text", text: prompt("image") },
              { type: "image_url", image_url: { url: `data:image/png;base64,${IMAGE_BASE64}` } },
            ],
          }],
        }),
      ),
    thinking: async (setting) => {
      const messages = [user(prompt("thinking"))];
      const completion = await ask(setting, { messages, reasoning_effort: "low", max_completion_tokens: 4_000 });
      const message = completion.choices[0]!.message as { reasoning_content?: string };
      return { ...seenOf(completion), thinking: message.reasoning_content };
    },
    error: (setting) => seenError(() => ask(setting, { messages: [user(prompt("error"))] })),
    cancel: async (setting) => {
      const stream = await openaiClient(setting).chat.completions.create({
        model: setting.model,
        messages: [user(prompt("cancel"))],
        stream: true,
      });
      for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break;
      return {};
    },
    embeddings: async (setting) => {
      const { data, usage } = await openaiClient(setting).embeddings.create({
        model: setting.embeddingModel,
        input: ["one", "two"],
      });
      return { vectors: data.map((one) => one.embedding), usage: { input: usage.prompt_tokens, output: 0 } };
    },
  },
};

function ask(setting: Setting, request: Omit<OpenAI.ChatCompletionCreateParamsNonStreaming, "model">) {
  return openaiClient(setting).chat.completions.create({ model: setting.model, ...request });
}

/** Asks, answers the calls as an application does, and asks again. */
async function withTools(setting: Setting, question: string, tools: OpenAI.ChatCompletionTool[]) {
  const first = await ask(setting, { messages: [user(question)], tools });
  const message = first.choices[0]!.message;
  const results = (message.tool_calls ?? []).map((call): Message => ({
    role: "tool",
    tool_call_id: call.id,
    content: TOOL_RESULT,
  }));
  const second = await ask(setting, { messages: [user(question), message, ...results], tools });
  return { ...seenOf(first), text: second.choices[0]!.message.content ?? "" };
}

function seenOf(completion: OpenAI.ChatCompletion) {
  const { message, finish_reason: finish } = completion.choices[0]!;
  const toolCalls = (message.tool_calls ?? []).map((call) => {
    if (call.type !== "function") throw new Error(`a call of the type ${call.type}`);
    return { name: call.function.name, input: JSON.parse(call.function.arguments) };
  });
  return { text: message.content ?? "", toolCalls, finish, usage: usageOf(completion) };
}

function usageOf({ usage }: OpenAI.ChatCompletion) {
  if (!usage) throw new Error("no usage");
  return { input: usage.prompt_tokens, output: usage.completion_tokens };
}
