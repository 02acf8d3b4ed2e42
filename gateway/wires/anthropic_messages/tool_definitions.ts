import type Anthropic from "@anthropic-ai/sdk";
import { asObject, asText } from "../untyped.ts";
import { withCacheControl } from "./content_blocks.ts";
import type { TranslationNotes } from "../../translation/translation_notes.ts";

/** What a request says of tools, in the Messages API's words. */
export interface ToolDefinitions {
  tools?: Anthropic.Tool[];
  tool_choice?: Anthropic.ToolChoice;
}

/** Translates `tools`, `tool_choice` and `parallel_tool_calls`. */
export function toolDefinitions(body: Readonly<Record<string, unknown>>, notes: TranslationNotes): ToolDefinitions {
  const given = Array.isArray(body["tools"]) ? body["tools"] : [];
  const all = given.flatMap((value, index) => {
    const tool = toolDefinition(asObject(value), `tools[${index}]`, notes);
    return tool === null ? [] : [tool];
  });
  const { choice, allowed } = toolChoice(body["tool_choice"], notes);
  const tools = allowed === null ? all : all.filter((tool) => allowed.includes(tool.name));
  // The API refuses a choice without tools, and there is nothing to choose then.
  if (tools.length === 0) return {};
  const isSerial = body["parallel_tool_calls"] === false;
  if (!isSerial) return choice === null ? { tools } : { tools, tool_choice: choice };
  return { tools, tool_choice: oneAtATime(choice ?? { type: "auto" }) };
}

function toolDefinition(
  value: Record<string, unknown> | null,
  path: string,
  notes: TranslationNotes,
): Anthropic.Tool | null {
  const definition = asObject(value?.["function"]);
  const name = asText(definition?.["name"]);
  if (value === null || value["type"] !== "function" || definition === null || name === null) {
    notes.refuse(path, "must be a function: the provider has no other kind of tool that can be named this way");
    return null;
  }
  const tool: Anthropic.Tool = { name, input_schema: inputSchema(definition["parameters"]) };
  const description = asText(definition["description"]);
  if (description !== null) tool.description = description;
  if (definition["strict"] === true) tool.strict = true;
  return withCacheControl(tool, value);
}

/** A tool without parameters takes an empty object; the API wants that said. */
function inputSchema(parameters: unknown): Anthropic.Tool.InputSchema {
  const schema = asObject(parameters);
  if (schema === null) return { type: "object", properties: {} };
  return schema["type"] === "object" ? schema as Anthropic.Tool.InputSchema : { ...schema, type: "object" };
}

interface ChosenTools {
  choice: Anthropic.ToolChoice | null;
  /** The names of the only tools that may be called; null for all. */
  allowed: string[] | null;
}

function toolChoice(value: unknown, notes: TranslationNotes): ChosenTools {
  if (value === undefined || value === null) return { choice: null, allowed: null };
  if (value === "auto") return { choice: { type: "auto" }, allowed: null };
  if (value === "required") return { choice: { type: "any" }, allowed: null };
  if (value === "none") return { choice: { type: "none" }, allowed: null };
  const choice = asObject(value);
  const name = asText(asObject(choice?.["function"])?.["name"]);
  if (choice?.["type"] === "function" && name !== null) return { choice: { type: "tool", name }, allowed: null };
  const allowed = asObject(choice?.["allowed_tools"]);
  if (choice?.["type"] === "allowed_tools" && allowed !== null && Array.isArray(allowed["tools"])) {
    const names = allowed["tools"].flatMap((tool) => asText(asObject(asObject(tool)?.["function"])?.["name"]) ?? []);
    return { choice: { type: allowed["mode"] === "required" ? "any" : "auto" }, allowed: names };
  }
  notes.refuse("tool_choice", "must be 'auto', 'none', 'required', a function, or a list of allowed functions");
  return { choice: null, allowed: null };
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
