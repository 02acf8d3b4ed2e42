import type OpenAI from "openai";
import type { Conversation, ToolChoice, ToolDefinition } from "../../translation/conversation.ts";
import type { TranslationNotes } from "../../translation/translation_notes.ts";
import type { ServerTraits } from "./server_traits.ts";

/** What a request says of tools. */
export type ChatTools = Pick<
  OpenAI.ChatCompletionCreateParamsNonStreaming,
  "tools" | "tool_choice" | "parallel_tool_calls"
>;

/** Writes `tools`, `tool_choice` and `parallel_tool_calls`; without tools there is nothing to choose, and nothing is said. */
export function writeTools(
  { tools, toolChoice, parallelToolCalls }: Conversation,
  traits: ServerTraits,
  notes: TranslationNotes,
): ChatTools {
  for (const tool of tools) if (tool.cacheControl !== undefined) notes.drop(`${tool.path}.cache_control`);
  const allowed = toolChoice?.type === "allowed" && !traits.knowsNewFields ? new Set(toolChoice.names) : null;
  const given = allowed === null ? tools : tools.filter((tool) => allowed.has(tool.name));
  if (given.length === 0) return {};
  const written: ChatTools = { tools: given.map(writeTool) };
  const choice = toolChoice === null ? null : writeChoice(toolChoice, traits);
  if (choice !== null) written.tool_choice = choice;
  // That calls may be parallel is what everybody takes for granted.
  if (parallelToolCalls === false) written.parallel_tool_calls = false;
  return written;
}

/** A tool that takes nothing says so: not every server can do without `parameters`. */
function writeTool({ name, description, parameters, strict }: ToolDefinition): OpenAI.ChatCompletionFunctionTool {
  const definition: OpenAI.FunctionDefinition = { name };
  if (description !== null) definition.description = description;
  definition.parameters = parameters ?? { type: "object", properties: {} };
  if (strict !== null) definition.strict = strict;
  return { type: "function", function: definition };
}

function writeChoice(choice: ToolChoice, traits: ServerTraits): OpenAI.ChatCompletionToolChoiceOption {
  switch (choice.type) {
    case "auto":
    case "none":
    case "required":
      return choice.type;
    case "tool":
      return { type: "function", function: { name: choice.name } };
    case "allowed": {
      const mode = choice.required ? "required" : "auto";
      if (choice.names.length === 0) return "none";
      // The others are not sent at all.
      if (!traits.knowsNewFields) return mode;
      const tools = choice.names.map((name) => ({ type: "function", function: { name } }));
      return { type: "allowed_tools", allowed_tools: { mode, tools } };
    }
  }
}
