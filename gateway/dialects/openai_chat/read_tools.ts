import type { ToolChoice, ToolDefinition } from "../../translation/conversation.ts";
import type { TranslationNotes } from "../../translation/translation_notes.ts";
import { asObject, asText } from "../../wires/untyped.ts";
import { cacheControlOf } from "./read_content.ts";
import { dropUnreadFields } from "./unread_fields.ts";

/** Reads `tools`. */
export function readTools(value: unknown, notes: TranslationNotes): ToolDefinition[] {
  const given = Array.isArray(value) ? value : [];
  return given.flatMap((tool, index) => readTool(asObject(tool), `tools[${index}]`, notes) ?? []);
}

/** Reads `tool_choice`; null when the client did not say, or said what cannot be understood. */
export function readToolChoice(value: unknown, notes: TranslationNotes): ToolChoice | null {
  if (value === undefined || value === null) return null;
  if (value === "auto" || value === "required" || value === "none") return { type: value };
  const choice = asObject(value);
  const name = asText(asObject(choice?.["function"])?.["name"]);
  if (choice?.["type"] === "function" && name !== null) return { type: "tool", name };
  const allowed = asObject(choice?.["allowed_tools"]);
  if (choice?.["type"] === "allowed_tools" && allowed !== null && Array.isArray(allowed["tools"])) {
    const names = allowed["tools"].flatMap((tool) => asText(asObject(asObject(tool)?.["function"])?.["name"]) ?? []);
    return { type: "allowed", names, required: allowed["mode"] === "required" };
  }
  notes.refuse("tool_choice", "must be 'auto', 'none', 'required', a function, or a list of allowed functions");
  return null;
}

function readTool(
  tool: Record<string, unknown> | null,
  path: string,
  notes: TranslationNotes,
): ToolDefinition | null {
  const definition = asObject(tool?.["function"]);
  const name = asText(definition?.["name"]);
  if (tool === null || tool["type"] !== "function" || definition === null || name === null) {
    notes.refuse(path, "must be a function: the provider has no other kind of tool that can be named this way");
    return null;
  }
  dropUnreadFields(tool, path, notes, toolFields);
  dropUnreadFields(definition, `${path}.function`, notes, functionFields);
  const strict = definition["strict"];
  return {
    name,
    description: asText(definition["description"]),
    parameters: asObject(definition["parameters"]),
    strict: typeof strict === "boolean" ? strict : null,
    path,
    ...cacheControlOf(tool),
  };
}

const toolFields = new Set(["type", "function", "cache_control"]);
const functionFields = new Set(["name", "description", "parameters", "strict"]);
