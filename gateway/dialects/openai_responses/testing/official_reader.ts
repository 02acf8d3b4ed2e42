import OpenAI from "openai";

/** What the official client makes of a stream. */
export async function readStream(text: string): Promise<OpenAI.Responses.Response> {
  const response = await clientThatGets(text, "text/event-stream").responses.stream(asked).finalResponse();
  return { ...response, output: response.output.map(unparsed) };
}

/** What the official client makes of a whole answer. */
export function readWhole(answer: Record<string, unknown>): Promise<OpenAI.Responses.Response> {
  return clientThatGets(JSON.stringify(answer), "application/json").responses.create(asked);
}

const asked = { model: "m", input: "hi" };

function clientThatGets(body: string, contentType: string): OpenAI {
  return new OpenAI({
    apiKey: "sk-test",
    baseURL: "https://gateway.example/v1",
    fetch: () => Promise.resolve(new Response(body, { headers: { "content-type": contentType } })),
  });
}

/** An item without what the client adds to it. */
function unparsed(item: OpenAI.Responses.ResponseOutputItem): OpenAI.Responses.ResponseOutputItem {
  return JSON.parse(
    JSON.stringify(item, (key, value) => key === "parsed" || key === "parsed_arguments" ? undefined : value),
  );
}
