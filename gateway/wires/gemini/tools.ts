import { clientField } from "../../translation/client_field.ts";
import type { Conversation, ToolDefinition } from "../../translation/conversation.ts";
import type { FunctionCallingConfig, FunctionDeclaration, GeminiRequest } from "./gemini_api.ts";
import type { GeminiWriting } from "./gemini_writing.ts";

/** The tools and which of them may or must be called. */
export function geminiTools(
  { tools, toolChoice, parallelToolCalls }: Pick<Conversation, "tools" | "toolChoice" | "parallelToolCalls">,
  writing: GeminiWriting,
): Pick<GeminiRequest, "tools" | "toolConfig"> {
  const { call, notes } = writing;
  if (parallelToolCalls === false) notes.drop(clientField(call, "parallelToolCalls"));
  // Of tools that may but need not be called Gemini is shown those alone: it can be held to a choice only where it must.
  const offered = toolChoice?.type === "allowed" && !toolChoice.required
    ? tools.filter((tool) => toolChoice.names.includes(tool.name))
    : tools;
  if (offered.length === 0) return {};
  const functionCallingConfig = callingConfig(toolChoice, offered, writing);
  return {
    tools: [{ functionDeclarations: offered.map((tool) => declaration(tool, writing)) }],
    ...(functionCallingConfig === null ? {} : { toolConfig: { functionCallingConfig } }),
  };
}

function declaration(tool: ToolDefinition, { notes }: GeminiWriting): FunctionDeclaration {
  if (tool.cacheControl !== undefined) notes.drop(`${tool.path}.cache_control`);
  return {
    name: tool.name,
    ...(tool.description === null ? {} : { description: tool.description }),
    ...(tool.parameters === null ? {} : { parametersJsonSchema: tool.parameters }),
  };
}

/** Null where the model is free to call, which need not be said. */
function callingConfig(
  choice: Conversation["toolChoice"],
  tools: readonly ToolDefinition[],
  writing: GeminiWriting,
): FunctionCallingConfig | null {
  switch (choice?.type) {
    case "none":
      return { mode: "NONE" };
    case "required":
      return { mode: "ANY" };
    case "tool":
      return { mode: "ANY", allowedFunctionNames: [choice.name] };
    case "allowed":
      if (choice.required) return { mode: "ANY", allowedFunctionNames: choice.names };
      return freely(tools, writing);
    case "auto":
    case undefined:
      return freely(tools, writing);
  }
}

/** Arguments follow the schema where a call is forced; elsewhere that is asked for by itself, of models that think. */
function freely(tools: readonly ToolDefinition[], { call, model, notes }: GeminiWriting): FunctionCallingConfig | null {
  const strict = tools.filter((tool) => tool.strict === true);
  if (strict.length === 0) return null;
  if (model.thinking !== null) return { mode: "VALIDATED" };
  for (const { path } of strict) notes.drop(`${path}.${call.dialect === "openai_chat" ? "function.strict" : "strict"}`);
  return null;
}
