import type { AnswerPart } from "../../translation/answer_part.ts";
import type { AnswerContext, AnswerStreamWriter } from "../../translation/client_codec.ts";
import type { ItemEvent } from "./output_item.ts";
import { OutputItems } from "./output_items.ts";
import { endingOf, newResponse, writeUsage, type WrittenResponse } from "./response_object.ts";

/** Writes a response as a stream of events, numbered from 0: `response.completed` or `response.incomplete` ends it. */
export class ResponseStreamWriter implements AnswerStreamWriter {
  readonly #context: AnswerContext;
  readonly #items: OutputItems;
  #response: WrittenResponse | null = null;
  #written = "";
  #frames = 0;

  constructor(context: AnswerContext) {
    this.#context = context;
    this.#items = new OutputItems((prefix) => context.newId(prefix), (event) => this.#tell(event));
  }

  /** The next event's number, too. */
  get frames(): number {
    return this.#frames;
  }

  write(part: AnswerPart): string {
    this.#written = "";
    const response = this.#response ??= this.#begin(part.type === "start" ? part : null);
    if (part.type === "finish") this.#finish(response, part);
    else if (part.type !== "start") this.#items.add(part);
    return this.#written;
  }

  #begin(start: Extract<AnswerPart, { type: "start" }> | null): WrittenResponse {
    const response = newResponse(start, this.#context);
    // What was asked for can be long, and is written but once.
    const json = JSON.stringify(response);
    for (const type of ["response.created", "response.in_progress"]) this.#frame(type, `"response":${json}`);
    return response;
  }

  #finish(response: WrittenResponse, { reason, tokens }: Extract<AnswerPart, { type: "finish" }>): void {
    const ending = endingOf(reason, this.#items.hasRefusal);
    const isIncomplete = ending.status === "incomplete";
    this.#items.close(isIncomplete ? "incomplete" : "completed");
    const whole = { ...response, ...ending, output: this.#items.items, ...writeUsage(tokens) };
    this.#frame(isIncomplete ? "response.incomplete" : "response.completed", `"response":${JSON.stringify(whole)}`);
  }

  #tell({ type, ...fields }: ItemEvent): void {
    this.#frame(type, JSON.stringify(fields).slice(1, -1));
  }

  /** `members`: the event's own, as they stand inside its braces. */
  #frame(type: string, members: string): void {
    this.#written += `event: ${type}\ndata: {"type":"${type}","sequence_number":${this.#frames++},${members}}\n\n`;
  }
}
