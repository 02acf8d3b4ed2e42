import { AIMessage, HumanMessage, ToolMessage } from "@langchain/core/messages";
import { ChatOpenAI, OpenAIEmbeddings } from "@langchain/openai";
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
import { seenError } from "./openai_client.ts";

const weather = { type: "function", function: WEATHER_TOOL } as const;
const time = { type: "function", function: TIME_TOOL } as const;

/** `@langchain/openai`, chat completions. */
export const langchain: Client = {
  name: "@langchain/openai",
  cases: {
    plain: async (setting) => seenOf(await modelOf(setting).invoke(prompt("plain"))),
    stream: async (setting) => {
      let pieces = 0;
      let whole: AIMessage | null = null;
      for await (const chunk of await modelOf(setting).stream(prompt("stream"))) {
        if (chunk.text !== "") pieces++;
        whole = whole === null ? chunk : (whole as typeof chunk).concat(chunk);
      }
      return { ...seenOf(whole!), pieces };
    },
    tools: (setting) => withTools(setting, prompt("tools"), [weather]),
    "tools streamed": async (setting) => {
      let whole: AIMessage | null = null;
      for await (const chunk of await modelOf(setting).bindTools([weather]).stream(prompt("tools streamed"))) {
        whole = whole === null ? chunk : (whole as typeof chunk).concat(chunk);
      }
      return seenOf(whole!);
    },
    "parallel tools": (setting) => withTools(setting, prompt("parallel tools"), [weather, time]),
    structured: async (setting) => {
      const model = modelOf(setting).withStructuredOutput(CITY_SCHEMA as unknown as Record<string, unknown>, {
        name: "city",
        method: "jsonSchema",
      });
      return { object: await model.invoke(prompt("structured")) };
    },
    image: async (setting) => {
      const message = new HumanMessage({
        content: [
          { type: "text", text: prompt("image") },
          { type: "image_url", image_url: { url: `data:image/png;base64,${IMAGE_BASE64}` } },
        ],
      });
      return seenOf(await modelOf(setting).invoke([message]));
    },
    error: (setting) => seenError(() => modelOf(setting).invoke(prompt("error"))),
    cancel: async (setting) => {
      const leaving = new AbortController();
      try {
        for await (const chunk of await modelOf(setting).stream(prompt("cancel"), { signal: leaving.signal })) {
          if (chunk.text !== "") leaving.abort();
        }
      } catch (error) {
        if (!leaving.signal.aborted) throw error;
      }
      return {};
    },
    embeddings: async ({ gatewayUrl, apiKey, embeddingModel, headers }) => {
      const embeddings = new OpenAIEmbeddings({
        apiKey,
        model: embeddingModel,
        configuration: { baseURL: `${gatewayUrl}/v1`, defaultHeaders: headers },
        maxRetries: 0,
      });
      return { vectors: await embeddings.embedDocuments(["one", "two"]) };
    },
  },
};

function modelOf({ gatewayUrl, apiKey, model, headers }: Setting) {
  return new ChatOpenAI({
    apiKey,
    model,
    streamUsage: true,
    maxRetries: 0,
    configuration: { baseURL: `${gatewayUrl}/v1`, defaultHeaders: headers },
  });
}

/** Asks, answers the calls as an application does, and asks again. */
async function withTools(setting: Setting, question: string, tools: (typeof weather | typeof time)[]) {
  const model = modelOf(setting).bindTools(tools);
  const first = await model.invoke(question);
  const results = (first.tool_calls ?? []).map((call) =>
    new ToolMessage({ tool_call_id: call.id!, content: TOOL_RESULT })
  );
  const second = await model.invoke([new HumanMessage(question), first, ...results]);
  return { ...seenOf(first), text: second.text };
}

function seenOf(message: AIMessage) {
  const usage = message.usage_metadata;
  if (usage === undefined) throw new Error("no usage");
  return {
    text: message.text,
    toolCalls: (message.tool_calls ?? []).map((call) => ({ name: call.name, input: call.args })),
    usage: { input: usage.input_tokens, output: usage.output_tokens },
  };
}
