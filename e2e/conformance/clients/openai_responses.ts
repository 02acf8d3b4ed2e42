import type OpenAI from "openai";
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

type Responses = OpenAI.Responses.Response;
type Create = OpenAI.Responses.ResponseCreateParamsNonStreaming;

const weather: OpenAI.Responses.FunctionTool = { type: "function", strict: true, ...WEATHER_TOOL };
const time: OpenAI.Responses.FunctionTool = { type: "function", strict: true, ...TIME_TOOL };

/** `openai`, responses. */
export const openaiResponses: Client = {
  name: "openai responses",
  cases: {
    plain: async (setting) => seenOf(await ask(setting, { input: prompt("plain") })),
    stream: async (setting) => {
      const stream = openaiClient(setting).responses.stream({ model: setting.model, input: prompt("stream") });
      let pieces = 0;
      stream.on("response.output_text.delta", () => pieces++);
      return { ...seenOf(await stream.finalResponse()), pieces };
    },
    tools: (setting) => withTools(setting, prompt("tools"), [weather]),
    "tools streamed": async (setting) => {
      const stream = openaiClient(setting).responses.stream({
        model: setting.model,
        input: prompt("tools streamed"),
        tools: [weather],
      });
      return seenOf(await stream.finalResponse());
    },
    "parallel tools": (setting) => withTools(setting, prompt("parallel tools"), [weather, time]),
    structured: async (setting) => {
      const response = await ask(setting, {
        input: prompt("structured"),
        text: { format: { type: "json_schema", name: "city", schema: CITY_SCHEMA, strict: true } },
      });
      return { object: JSON.parse(response.output_text), usage: usageOf(response) };
    },
    image: async (setting) =>
      seenOf(
        await ask(setting, {
          input: [{
            role: "user",
            content: [
              { type: "input_text", text: prompt("image") },
              { type: "input_image", image_url: `data:image/png;base64,${IMAGE_BASE64}`, detail: "auto" },
            ],
          }],
        }),
      ),
    thinking: async (setting) => {
      const response = await ask(setting, {
        input: prompt("thinking"),
        reasoning: { effort: "low", summary: "auto" },
        max_output_tokens: 4_000,
      });
      const thinking = response.output.flatMap((item) =>
        item.type === "reasoning" ? item.summary.map((part) => part.text) : []
      );
      return { ...seenOf(response), thinking: thinking.join("") };
    },
    error: (setting) => seenError(() => ask(setting, { input: prompt("error") })),
    cancel: async (setting) => {
      const stream = await openaiClient(setting).responses.create({
        model: setting.model,
        input: prompt("cancel"),
        stream: true,
      });
      for await (const event of stream) if (event.type === "response.output_text.delta") break;
      return {};
    },
  },
};

function ask(setting: Setting, request: Omit<Create, "model">): Promise<Responses> {
  return openaiClient(setting).responses.create({ model: setting.model, store: false, ...request });
}

/** Asks, answers the calls as an application does, and asks again with everything that was said. */
async function withTools(setting: Setting, question: string, tools: OpenAI.Responses.FunctionTool[]) {
  const include: Create["include"] = ["reasoning.encrypted_content"];
  const first = await ask(setting, { input: question, tools, include });
  const results = first.output.flatMap((item): OpenAI.Responses.ResponseInputItem[] =>
    item.type === "function_call" ? [{ type: "function_call_output", call_id: item.call_id, output: TOOL_RESULT }] : []
  );
  const said = first.output as OpenAI.Responses.ResponseInputItem[];
  const second = await ask(setting, {
    input: [{ role: "user", content: question }, ...said, ...results],
    tools,
    include,
  });
  return { ...seenOf(first), text: second.output_text };
}

function seenOf(response: Responses) {
  const toolCalls = response.output.flatMap((item) =>
    item.type === "function_call" ? [{ name: item.name, input: JSON.parse(item.arguments) }] : []
  );
  return { text: response.output_text, toolCalls, finish: response.status, usage: usageOf(response) };
}

function usageOf({ usage }: Responses) {
  if (!usage) throw new Error("no usage");
  return { input: usage.input_tokens, output: usage.output_tokens };
}
