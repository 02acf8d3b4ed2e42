import type OpenAI from "openai";
import type { AnswerPart } from "../../../translation/answer_part.ts";
import type { AnswerContext } from "../../../translation/client_codec.ts";
import { ResponseStreamWriter } from "../stream_writer.ts";

/** What answers are written with: new ids are numbered from 1, so that a stream and a whole answer have the same. */
export function writingContext(body: Record<string, unknown> = {}): AnswerContext {
  let ids = 0;
  return {
    body: { model: "asked", input: "hi", ...body },
    model: "asked-for",
    usageAsked: false,
    created: 1_790_000_000,
    newId: (prefix) => `${prefix}${++ids}`,
  };
}

/** A whole stream as it is sent: `before` the terminal's part, and the `terminal`. */
export function writeStream(parts: readonly AnswerPart[], context = writingContext()) {
  const writer = new ResponseStreamWriter(context);
  const before = parts.slice(0, -1).map((part) => writer.write(part)).join("");
  const framesBefore = writer.frames;
  return { before, terminal: writer.write(parts.at(-1)!), framesBefore };
}

/** A stream's events, their names checked. */
export function eventsOf(text: string): OpenAI.Responses.ResponseStreamEvent[] {
  return text.split("\n\n").slice(0, -1).map((frame) => {
    const [name, data, ...rest] = frame.split("\n");
    const event = JSON.parse(data!.slice("data: ".length));
    if (name !== `event: ${event.type}` || rest.length > 0) throw new Error(`an event is framed wrong: ${frame}`);
    return event;
  });
}
