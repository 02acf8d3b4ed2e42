import Anthropic from "@anthropic-ai/sdk";

/** What the official client makes of a stream's text, as it puts messages together for its callers. */
export async function readOfficially(stream: string): Promise<Anthropic.Message> {
  return await clientOf(stream).messages.stream(REQUEST).finalMessage();
}

/** The events of a stream's text, as the official client gives them one by one. */
export async function eventsOf(stream: string): Promise<Anthropic.RawMessageStreamEvent[]> {
  const events: Anthropic.RawMessageStreamEvent[] = [];
  for await (const event of await clientOf(stream).messages.create({ ...REQUEST, stream: true })) events.push(event);
  return events;
}

const REQUEST = { model: "m", max_tokens: 1, messages: [{ role: "user" as const, content: "hi" }] };

function clientOf(stream: string): Anthropic {
  const headers = { "content-type": "text/event-stream" };
  const fetch = () => Promise.resolve(new Response(stream, { headers }));
  return new Anthropic({ apiKey: "ppk_x", baseURL: "http://gateway.test", fetch, maxRetries: 0 });
}
