import type OpenAI from "openai";
import type { ToolChoice, ToolDefinition } from "../../translation/conversation.ts";
import type { TranslationNotes } from "../../translation/translation_notes.ts";
import { asObject, asText } from "../../wires/untyped.ts";
import { dropUnreadFields } from "../openai_chat/unread_fields.ts";

/** Reads `tools`: functions. What OpenAI itself would run is refused, for nobody else does. */
export function readTools(value: unknown, notes: TranslationNotes): ToolDefinition[] {
  const given = Array.isArray(value) ? value : [];
  return given.flatMap((tool, index) => readTool(asObject(tool) ?? {}, `tools[${index}]`, notes) ?? []);
}

/** Reads `tool_choice`; null when the client did not say, or said what cannot be understood. */
export function readToolChoice(value: unknown, notes: TranslationNotes): ToolChoice | null {
  if (value === undefined || value === null) return null;
  if (value === "auto" || value === "required" || value === "none") return { type: value };
  const choice = asObject(value);
  const name = asText(choice?.["name"]);
  if (choice?.["type"] === "function" && name !== null) return { type: "tool", name };
  if (choice?.["type"] === "allowed_tools" && Array.isArray(choice["tools"])) return readAllowed(choice, notes);
  notes.refuse("tool_choice", "must be 'auto', 'none', 'required', a function, or a list of allowed functions");
  return null;
}

function readAllowed(choice: Record<string, unknown>, notes: TranslationNotes): ToolChoice {
  const names = (choice["tools"] as unknown[]).flatMap((value, index) => {
    const tool = asObject(value);
    const name = asText(tool?.["name"]);
    if (tool?.["type"] === "function" && name !== null) return [name];
    notes.refuse(`tool_choice.tools[${index}]`, "must be a function with a name");
    return [];
  });
  return { type: "allowed", names, required: choice["mode"] === "required" };
}

function readTool(tool: Record<string, unknown>, path: string, notes: TranslationNotes): ToolDefinition | null {
  const kind = tool["type"] as OpenAI.Responses.Tool["type"];
  switch (kind) {
    case "function":
      return readFunction(tool, path, notes);
    case "custom":
      notes.refuse(path, "is a custom tool, whose input is text: describe it as a function, with a JSON schema");
      return null;
    case "namespace":
    case "tool_search":
      notes.refuse(path, `is of the type '${kind}', which the provider does not have: list its functions as tools`);
      return null;
    case "shell":
    case "local_shell":
    case "apply_patch":
    case "computer":
    case "computer_use_preview":
      notes.refuse(path, `is of the type '${kind}', whose schema only OpenAI's models know: describe a function`);
      return null;
    case "file_search":
    case "web_search":
    case "web_search_2025_08_26":
    case "web_search_preview":
    case "web_search_preview_2025_03_11":
    case "mcp":
    case "code_interpreter":
    case "programmatic_tool_calling":
    case "image_generation":
      notes.refuse(path, `is of the type '${kind}', which OpenAI runs itself and the provider does not`);
      return null;
    default:
      kind satisfies never;
      notes.refuse(path, `is of the type '${String(kind)}', which the provider does not have`);
      return null;
  }
}

function readFunction(tool: Record<string, unknown>, path: string, notes: TranslationNotes): ToolDefinition | null {
  const name = asText(tool["name"]);
  if (name === null) {
    notes.refuse(`${path}.name`, "must be given");
    return null;
  }
  dropUnreadFields(tool, path, notes, functionFields);
  const strict = tool["strict"];
  return {
    name,
    description: asText(tool["description"]),
    parameters: asObject(tool["parameters"]),
    strict: typeof strict === "boolean" ? strict : null,
    path,
  };
}

const functionFields = new Set(["type", "name", "description", "parameters", "strict"]);
