import type Anthropic from "@anthropic-ai/sdk";
import type { Conversation, ToolChoice, ToolDefinition } from "../../translation/conversation.ts";
import { withCacheControl } from "./content_blocks.ts";

/** What a request says of tools, in the Messages API's words. */
export interface ToolDefinitions {
  tools?: Anthropic.Tool[];
  tool_choice?: Anthropic.ToolChoice;
}

/** Writes the tools and the choice among them. The API has no list of allowed tools: the others are left out. */
export function toolDefinitions({ tools, toolChoice, parallelToolCalls }: Conversation): ToolDefinitions {
  const named = toolChoice?.type === "allowed" ? tools.filter((tool) => toolChoice.names.includes(tool.name)) : tools;
  // The API refuses a choice without tools, and there is nothing to choose then.
  if (named.length === 0) return {};
  const definitions: ToolDefinitions = { tools: named.map(toolDefinition) };
  const choice = toolChoice === null ? null : writeChoice(toolChoice);
  if (parallelToolCalls === false) definitions.tool_choice = oneAtATime(choice ?? { type: "auto" });
  else if (choice !== null) definitions.tool_choice = choice;
  return definitions;
}

function toolDefinition(definition: ToolDefinition): Anthropic.Tool {
  const tool: Anthropic.Tool = { name: definition.name, input_schema: inputSchema(definition.parameters) };
  if (definition.description !== null) tool.description = definition.description;
  if (definition.strict === true) tool.strict = true;
  return withCacheControl(tool, definition);
}

/** A tool without parameters takes an empty object; the API wants that said. */
function inputSchema(schema: Record<string, unknown> | null): Anthropic.Tool.InputSchema {
  if (schema === null) return { type: "object", properties: {} };
  return schema["type"] === "object" ? schema as Anthropic.Tool.InputSchema : { ...schema, type: "object" };
}

function writeChoice(choice: ToolChoice): Anthropic.ToolChoice {
  switch (choice.type) {
    case "auto":
      return { type: "auto" };
    case "none":
      return { type: "none" };
    case "required":
      return { type: "any" };
    case "tool":
      return { type: "tool", name: choice.name };
    case "allowed":
      return { type: choice.required ? "any" : "auto" };
  }
}

function oneAtATime(choice: Anthropic.ToolChoice): Anthropic.ToolChoice {
  switch (choice.type) {
    case "auto":
    case "any":
    case "tool":
      return { ...choice, disable_parallel_tool_use: true };
    case "none":
      return choice;
  }
}
