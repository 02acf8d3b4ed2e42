import type Anthropic from "@anthropic-ai/sdk";

type Fields = Record<string, unknown>;

/**
 * Whether the beginning of a block bears content. Text and thinking begin empty, as a rule; a call has its name, and
 * what only the provider can read, or its own tools found, comes whole.
 */
export function blockHasContent(block: Fields): boolean {
  const kind = block["type"] as Anthropic.ContentBlock["type"];
  switch (kind) {
    case "text":
      return saysSomething(block["text"]);
    case "thinking":
      return saysSomething(block["thinking"]);
    case "redacted_thinking":
    case "tool_use":
    case "server_tool_use":
    case "web_search_tool_result":
    case "web_fetch_tool_result":
    case "code_execution_tool_result":
    case "bash_code_execution_tool_result":
    case "text_editor_code_execution_tool_result":
    case "tool_search_tool_result":
    case "container_upload":
      return true;
    default:
      kind satisfies never;
      return false;
  }
}

/** Whether a piece of a block bears content; one of a kind that is not known does, since the model is at work. */
export function deltaHasContent(delta: Fields): boolean {
  const kind = delta["type"] as Anthropic.RawContentBlockDelta["type"];
  switch (kind) {
    case "text_delta":
      return saysSomething(delta["text"]);
    case "thinking_delta":
      return saysSomething(delta["thinking"]);
    case "input_json_delta":
      return saysSomething(delta["partial_json"]);
    case "signature_delta":
      return true;
    case "citations_delta":
      return false;
    default:
      kind satisfies never;
      return saysSomething(kind);
  }
}

function saysSomething(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}
