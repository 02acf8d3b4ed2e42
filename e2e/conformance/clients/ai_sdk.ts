import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import {
  APICallError,
  type EmbeddingModel,
  embedMany,
  generateText,
  jsonSchema,
  type LanguageModel,
  Output,
  stepCountIs,
  streamText,
  tool,
} from "ai";
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

// The schemas are read-only, which the SDK's types do not foresee.
const schemaOf = (schema: unknown) => jsonSchema<Record<string, unknown>>(schema as Parameters<typeof jsonSchema>[0]);
const toolOf = ({ description, parameters }: typeof WEATHER_TOOL | typeof TIME_TOOL) =>
  tool({ description, inputSchema: schemaOf(parameters), execute: () => Promise.resolve(TOOL_RESULT) });
const weather = { get_weather: toolOf(WEATHER_TOOL) };
const both = { ...weather, get_time: toolOf(TIME_TOOL) };

type ProviderOptions = Parameters<typeof generateText>[0]["providerOptions"];

interface Flavour {
  model(setting: Setting): LanguageModel;
  embeddingModel?(setting: Setting): EmbeddingModel;
  /** How thinking is asked for. */
  thinking: ProviderOptions;
  options?: ProviderOptions;
}

/** `ai` with `@ai-sdk/openai`, which asks for responses unless told otherwise. */
export const aiOpenai = aiClient("ai @ai-sdk/openai", {
  model: (setting) => openaiProvider(setting)(setting.model),
  embeddingModel: (setting) => openaiProvider(setting).embedding(setting.embeddingModel),
  thinking: { openai: { reasoningEffort: "low", reasoningSummary: "auto", forceReasoning: true, store: false } },
  options: { openai: { store: false } },
});

/** The same with chat completions. */
export const aiOpenaiChat = aiClient("ai @ai-sdk/openai chat", {
  model: (setting) => openaiProvider(setting).chat(setting.model),
  thinking: undefined,
});

/** `ai` with `@ai-sdk/openai-compatible`. */
export const aiCompatible = aiClient("ai openai-compatible", {
  model: (setting) => compatibleProvider(setting)(setting.model),
  embeddingModel: (setting) => compatibleProvider(setting).embeddingModel(setting.embeddingModel),
  thinking: { perpetuo: { reasoningEffort: "low" } },
});

/** `ai` with `@ai-sdk/anthropic`. */
export const aiAnthropic = aiClient("ai @ai-sdk/anthropic", {
  model: ({ gatewayUrl, apiKey, headers, model }) =>
    createAnthropic({ baseURL: `${gatewayUrl}/v1`, apiKey, headers })(model),
  thinking: { anthropic: { thinking: { type: "enabled", budgetTokens: 2_000 } } },
  options: { anthropic: { structuredOutputMode: "outputFormat" } },
});

function openaiProvider({ gatewayUrl, apiKey, headers }: Setting) {
  return createOpenAI({ baseURL: `${gatewayUrl}/v1`, apiKey, headers });
}

function compatibleProvider({ gatewayUrl, apiKey, headers }: Setting) {
  return createOpenAICompatible({
    name: "perpetuo",
    baseURL: `${gatewayUrl}/v1`,
    apiKey,
    headers,
    includeUsage: true,
    supportsStructuredOutputs: true,
  });
}

function aiClient(name: string, flavour: Flavour): Client {
  const base = (setting: Setting) => ({
    model: flavour.model(setting),
    maxRetries: 0,
    maxOutputTokens: 4_000,
    ...(flavour.options && { providerOptions: flavour.options }),
  });
  const { embeddingModel } = flavour;
  return {
    name,
    cases: {
      plain: async (setting) => seenOf(await generateText({ ...base(setting), prompt: prompt("plain") })),
      stream: async (setting) => {
        const result = streamText({ ...base(setting), prompt: prompt("stream") });
        let pieces = 0;
        let text = "";
        for await (const piece of result.textStream) {
          pieces++;
          text += piece;
        }
        return { text, pieces, finish: await result.finishReason, usage: usageOf(await result.usage) };
      },
      tools: (setting) => withTools(base(setting), prompt("tools"), weather),
      "tools streamed": async (setting) => {
        const result = streamText({ ...base(setting), prompt: prompt("tools streamed"), tools: weather });
        await result.consumeStream();
        const toolCalls = (await result.toolCalls).map((call) => ({
          name: call.toolName as string,
          input: call.input,
        }));
        return { toolCalls, finish: await result.finishReason, usage: usageOf(await result.usage) };
      },
      "parallel tools": (setting) => withTools(base(setting), prompt("parallel tools"), both),
      structured: async (setting) => {
        const result = await generateText({
          ...base(setting),
          prompt: prompt("structured"),
          output: Output.object({ schema: schemaOf(CITY_SCHEMA), name: "city" }),
        });
        return { object: result.output, usage: usageOf(result.usage) };
      },
      image: async (setting) =>
        seenOf(
          await generateText({
            ...base(setting),
            messages: [{
              role: "user",
              content: [
                { type: "text", text: prompt("image") },
                { type: "file", data: IMAGE_BASE64, mediaType: "image/png" },
              ],
            }],
          }),
        ),
      ...(flavour.thinking && {
        thinking: async (setting: Setting) => {
          const result = await generateText({
            ...base(setting),
            prompt: prompt("thinking"),
            providerOptions: flavour.thinking,
          });
          return { ...seenOf(result), thinking: result.reasoningText };
        },
      }),
      error: async (setting) => {
        try {
          await generateText({ ...base(setting), prompt: prompt("error") });
        } catch (error) {
          if (!APICallError.isInstance(error)) throw error;
          return { error: { status: error.statusCode ?? null, message: error.message } };
        }
        throw new Error("no error was thrown");
      },
      cancel: async (setting) => {
        const leaving = new AbortController();
        const result = streamText({ ...base(setting), prompt: prompt("cancel"), abortSignal: leaving.signal });
        for await (const _ of result.textStream) break;
        leaving.abort();
        return {};
      },
      ...(embeddingModel && {
        embeddings: async (setting: Setting) => {
          const model = embeddingModel(setting);
          const { embeddings, usage } = await embedMany({ model, values: ["one", "two"], maxRetries: 0 });
          return { vectors: embeddings, usage: { input: usage.tokens, output: 0 } };
        },
      }),
    },
  };
}

/** The SDK's own loop: it calls the tools and asks again. */
async function withTools(
  base: { model: LanguageModel; maxRetries: number },
  question: string,
  tools: Record<string, ReturnType<typeof toolOf>>,
) {
  const result = await generateText({ ...base, prompt: question, tools, stopWhen: stepCountIs(2) });
  const first = result.steps[0]!;
  const toolCalls = first.toolCalls.map((call) => ({ name: call.toolName as string, input: call.input }));
  return { text: result.text, toolCalls, finish: first.finishReason, usage: usageOf(first.usage) };
}

interface Usage {
  inputTokens: number | undefined;
  outputTokens: number | undefined;
}

function seenOf(result: { text: string; finishReason: string; usage: Usage }) {
  return { text: result.text, finish: result.finishReason, usage: usageOf(result.usage) };
}

function usageOf({ inputTokens, outputTokens }: Usage) {
  if (inputTokens === undefined || outputTokens === undefined) throw new Error("no usage");
  return { input: inputTokens, output: outputTokens };
}
