import type OpenAI from "openai";
import type { KnownModel } from "./models_known.ts";

/** A model in the form of OpenAI's API. */
export function openaiModel({ id, owner, sinceMs }: KnownModel): OpenAI.Model {
  return { id, object: "model", created: Math.floor(sinceMs / 1_000), owned_by: owner };
}

/** All models in the form of OpenAI's API, which has no pages of them. */
export function openaiModelList(models: readonly KnownModel[]): { object: "list"; data: OpenAI.Model[] } {
  return { object: "list", data: models.map(openaiModel) };
}
