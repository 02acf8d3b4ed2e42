import { clientField } from "../../translation/client_field.ts";
import type { Conversation } from "../../translation/conversation.ts";
import { geminiContents } from "./contents.ts";
import type { GeminiRequest } from "./gemini_api.ts";
import type { GeminiWriting } from "./gemini_writing.ts";
import { generationConfig } from "./generation_config.ts";
import { geminiTools } from "./tools.ts";

/** Writes a conversation as a request of `generateContent`; the model is no part of it, but of its address. */
export function conversationToGeminiRequest(conversation: Conversation, writing: GeminiWriting): GeminiRequest {
  const { call, notes } = writing;
  for (const field of ["endUser", "verbosity"] as const) {
    if (conversation[field] !== null) notes.drop(clientField(call, field));
  }
  const request: GeminiRequest = { contents: geminiContents(conversation, writing) };
  const system = conversation.system.map(({ text, path, cacheControl }) => {
    if (cacheControl !== undefined) notes.drop(`${path}.cache_control`);
    return { text };
  });
  // Instructions alone are what OpenAI answers, and Gemini does not.
  if (request.contents.length === 0 && system.length > 0) request.contents = [{ role: "user", parts: system }];
  else if (system.length > 0) request.systemInstruction = { parts: system };
  const config = generationConfig(conversation, writing);
  if (config !== undefined) request.generationConfig = config;
  if (mayCallTools(conversation, writing)) Object.assign(request, geminiTools(conversation, writing));
  const tier = serviceTier(conversation.serviceTier, writing);
  if (tier !== null) request.serviceTier = tier;
  return request;
}

/** Whether tools are shown to the model: one that cannot answer in a format and call tools is asked for one of the two. */
function mayCallTools({ tools, toolChoice, format }: Conversation, { call, model, notes }: GeminiWriting): boolean {
  if (format === null || tools.length === 0 || model.formatBesideTools) return true;
  if (toolChoice?.type === "none") return false;
  notes.refuse(clientField(call, "format"), "cannot be asked of this model beside tools");
  return true;
}

/** The standard tier is what is served unasked; addresses of Vertex's know no others. */
function serviceTier(tier: string | null, { call, notes }: GeminiWriting): GeminiRequest["serviceTier"] | null {
  switch (tier) {
    case null:
    case "auto":
    case "default":
      return null;
    case "flex":
    case "priority":
      return tier;
    default:
      notes.drop(clientField(call, "serviceTier"));
      return null;
  }
}
