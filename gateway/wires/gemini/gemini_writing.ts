import type { TranslationNotes } from "../../translation/translation_notes.ts";
import type { ProviderCall } from "../wire.ts";
import type { GeminiModel } from "./gemini_model.ts";

/** What the writing of a request has at hand beside the conversation. */
export interface GeminiWriting {
  call: Pick<ProviderCall, "dialect" | "body">;
  model: GeminiModel;
  notes: TranslationNotes;
}
