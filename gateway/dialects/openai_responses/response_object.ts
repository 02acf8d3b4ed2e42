import type OpenAI from "openai";
import type { TokenCounts } from "../../../shared/contracts/request_record.ts";
import type { AnswerPart, FinishReason } from "../../translation/answer_part.ts";
import type { AnswerContext } from "../../translation/client_codec.ts";
import { asCount, asObject, asText } from "../../wires/untyped.ts";
import type { OutputItem } from "./output_item.ts";

/** A response as it is sent: `output_text` is put together by the client. */
export type WrittenResponse = Omit<OpenAI.Responses.Response, "output_text" | "access_programs"> & {
  output: OutputItem[];
};

/** How a response ends. */
export type ResponseEnding = Pick<WrittenResponse, "status" | "incomplete_details">;

/**
 * A response that has said nothing yet, with what was asked for. An id that is not of OpenAI's kind gives way to a new one.
 * What the client did not say is null or OpenAI's own default; nothing is ever stored.
 */
export function newResponse(
  start: Extract<AnswerPart, { type: "start" }> | null,
  { body, created, model, newId }: AnswerContext,
): WrittenResponse {
  return {
    id: start?.id?.startsWith("resp_") ? start.id : newId("resp_"),
    object: "response",
    created_at: created,
    status: "in_progress",
    background: false,
    error: null,
    incomplete_details: null,
    instructions: asText(body["instructions"]),
    max_output_tokens: asCount(body["max_output_tokens"]),
    max_tool_calls: asCount(body["max_tool_calls"]),
    model: start?.model ?? model,
    output: [],
    parallel_tool_calls: body["parallel_tool_calls"] !== false,
    previous_response_id: null,
    prompt_cache_key: asText(body["prompt_cache_key"]),
    reasoning: { effort: null, summary: null, ...asObject(body["reasoning"]) },
    safety_identifier: asText(body["safety_identifier"]),
    service_tier: asText(body["service_tier"]) as OpenAI.Responses.ServiceTier,
    temperature: asNumber(body["temperature"]),
    text: { format: { type: "text" }, ...asObject(body["text"]) },
    tool_choice: (body["tool_choice"] ?? "auto") as OpenAI.Responses.Response["tool_choice"],
    tools: writeTools(body["tools"]),
    top_logprobs: 0,
    top_p: asNumber(body["top_p"]),
    truncation: "disabled",
    metadata: (asObject(body["metadata"]) ?? {}) as Record<string, string>,
    ...unlisted(body),
  };
}

/** How an answer ends that the model ended so; a refusal in words is an answer, as OpenAI's own models give it. */
export function endingOf(reason: FinishReason, hasRefusal: boolean): ResponseEnding {
  switch (reason) {
    case "stop":
    case "stop_sequence":
    case "tool_calls":
      return { status: "completed", incomplete_details: null };
    case "length":
      return { status: "incomplete", incomplete_details: { reason: "max_output_tokens" } };
    case "content_filter":
      return { status: "incomplete", incomplete_details: { reason: "content_filter" } };
    case "refusal":
      return hasRefusal
        ? { status: "completed", incomplete_details: null }
        : { status: "incomplete", incomplete_details: { reason: "content_filter" } };
  }
}

/** Writes token counts as a response's `usage`, which it does without where there are none. */
export function writeUsage(tokens: TokenCounts | null): Pick<WrittenResponse, "usage"> {
  if (tokens === null) return {};
  return {
    usage: {
      input_tokens: tokens.input,
      input_tokens_details: { cached_tokens: tokens.cacheRead, cache_write_tokens: tokens.cacheWrite },
      output_tokens: tokens.output,
      output_tokens_details: { reasoning_tokens: tokens.reasoning },
      total_tokens: tokens.input + tokens.output,
    },
  };
}

/** `user` is no string where it is not said, and `store` is not in the SDK's type. */
function unlisted(body: Readonly<Record<string, unknown>>): { store: false; user?: string } {
  const user = asText(body["user"]);
  return user === null ? { store: false } : { store: false, user };
}

/** Functions as they were given, with the fields that every client may count on. */
function writeTools(value: unknown): OpenAI.Responses.Tool[] {
  const tools = Array.isArray(value) ? value as OpenAI.Responses.Tool[] : [];
  return tools.map((tool) =>
    tool.type === "function" ? { ...tool, parameters: tool.parameters ?? null, strict: tool.strict ?? null } : tool
  );
}

function asNumber(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
