import type Anthropic from "@anthropic-ai/sdk";
import type { ToolChoice, ToolDefinition } from "../../translation/conversation.ts";
import type { TranslationNotes } from "../../translation/translation_notes.ts";
import { asObject, asText } from "../../wires/untyped.ts";
import { dropUnreadFields } from "../openai_chat/unread_fields.ts";
import { cacheControlOf } from "./read_content.ts";

/** Reads `tools`: those of the client's own. Anthropic's are refused, whoever runs them. */
export function readTools(value: unknown, notes: TranslationNotes): ToolDefinition[] {
  const given = Array.isArray(value) ? value : [];
  return given.flatMap((tool, index) => readTool(asObject(tool) ?? {}, `tools[${index}]`, notes) ?? []);
}

/** What `tool_choice` says. */
export interface ReadToolChoice {
  choice: ToolChoice | null;
  /** False where several calls at once are forbidden; null where nothing is said of them. */
  parallel: boolean | null;
}

/** Reads `tool_choice`. */
export function readToolChoice(value: unknown, notes: TranslationNotes): ReadToolChoice {
  if (value === undefined || value === null) return { choice: null, parallel: null };
  const given = asObject(value) ?? {};
  dropUnreadFields(given, "tool_choice", notes, choiceFields);
  const parallel = given["disable_parallel_tool_use"] === true ? false : null;
  const kind = given["type"] as Anthropic.ToolChoice["type"];
  switch (kind) {
    case "auto":
      return { choice: { type: "auto" }, parallel };
    case "any":
      return { choice: { type: "required" }, parallel };
    case "none":
      return { choice: { type: "none" }, parallel };
    case "tool": {
      const name = asText(given["name"]);
      if (name === null) notes.refuse("tool_choice.name", "must name a tool");
      return { choice: name === null ? null : { type: "tool", name }, parallel };
    }
    default:
      kind satisfies never;
      notes.refuse("tool_choice.type", "must be 'auto', 'any', 'tool' or 'none'");
      return { choice: null, parallel };
  }
}

function readTool(tool: Record<string, unknown>, path: string, notes: TranslationNotes): ToolDefinition | null {
  const kind = tool["type"] ?? "custom";
  const name = asText(tool["name"]);
  if (kind !== "custom") {
    const known = typeof kind === "string" && Object.hasOwn(anthropicTools, kind);
    notes.refuse(
      `${path}.type`,
      `is '${String(kind)}', ${reasons[known ? anthropicTools[kind as ToolKind] : "unknown"]}`,
    );
    return null;
  }
  if (name === null) {
    notes.refuse(`${path}.name`, "must name the tool");
    return null;
  }
  dropUnreadFields(tool, path, notes, toolFields);
  if (tool["defer_loading"] === true) notes.drop(`${path}.defer_loading`);
  if (tool["eager_input_streaming"] === true) notes.drop(`${path}.eager_input_streaming`);
  if (!isDirect(tool["allowed_callers"])) notes.drop(`${path}.allowed_callers`);
  return {
    name,
    description: asText(tool["description"]),
    parameters: asObject(tool["input_schema"]),
    strict: typeof tool["strict"] === "boolean" ? tool["strict"] : null,
    path,
    ...cacheControlOf(tool),
  };
}

type ToolKind = Exclude<NonNullable<Anthropic.ToolUnion["type"]>, "custom">;

/** Who runs each of Anthropic's own tools: itself, or the client by a description that only its models know. */
const anthropicTools: Readonly<Record<ToolKind, "server" | "client">> = {
  bash_20250124: "client",
  browser_toolset_20260801: "client",
  code_execution_20250522: "server",
  code_execution_20250825: "server",
  code_execution_20260120: "server",
  code_execution_20260521: "server",
  computer_toolset_20260801: "client",
  memory_20250818: "client",
  text_editor_20250124: "client",
  text_editor_20250429: "client",
  text_editor_20250728: "client",
  tool_search_tool_bm25: "server",
  tool_search_tool_bm25_20251119: "server",
  tool_search_tool_regex: "server",
  tool_search_tool_regex_20251119: "server",
  web_fetch_20250910: "server",
  web_fetch_20260209: "server",
  web_fetch_20260309: "server",
  web_fetch_20260318: "server",
  web_search_20250305: "server",
  web_search_20260209: "server",
  web_search_20260318: "server",
};

const reasons = {
  server: "a tool that Anthropic runs itself and the provider does not have",
  client: "a tool of Anthropic's whose description only its own models know: define it with an input_schema",
  unknown: "which the provider does not have",
};

/** Whether a tool is one that the model calls itself, as every tool is unless it says otherwise. */
function isDirect(callers: unknown): boolean {
  return !Array.isArray(callers) || callers.length === 0 || callers.includes("direct");
}

const toolFields = new Set([
  "type",
  "name",
  "description",
  "input_schema",
  "strict",
  "cache_control",
  "defer_loading",
  "eager_input_streaming",
  "allowed_callers",
]);
const choiceFields = new Set(["type", "name", "disable_parallel_tool_use"]);
