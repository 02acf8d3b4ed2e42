import { TranslationNotes } from "../../translation/translation_notes.ts";
import { geminiModelPath } from "../gemini/gemini_model.ts";
import { asCount, asObject } from "../untyped.ts";
import type { ProviderCall, WireRequest } from "../wire.ts";

/**
 * The body of a `batchEmbedContents` request: one request a text. Overrides are set in each of them, in Gemini's words
 * (`taskType`, `title`); null removes a field.
 */
export function geminiEmbeddingsRequest(call: ProviderCall): WireRequest {
  const notes = new TranslationNotes();
  dropFields(call.body, notes);
  const requests = embeddedTexts(call.body["input"], notes).map((text) => embedRequest(text, call));
  if (notes.refusal !== null) return { state: "refused", detail: notes.refusal };
  return { state: "ready", body: encoder.encode(JSON.stringify({ requests })), droppedFields: notes.droppedFields };
}

/** The texts of OpenAI's `input`; tokens are another model's, and are refused. */
export function embeddedTexts(input: unknown, notes: TranslationNotes): string[] {
  const given: unknown[] = Array.isArray(input) ? input : [input];
  const texts = given.filter((one): one is string => typeof one === "string");
  if (texts.length < given.length) notes.refuse("input", "must be text: the provider has other tokens than OpenAI");
  return texts;
}

const encoder = new TextEncoder();

function embedRequest(text: string, { body, model, overrides }: ProviderCall): Record<string, unknown> {
  const request: Record<string, unknown> = { model: geminiModelPath(model), content: { parts: [{ text }] } };
  const dimensions = asCount(body["dimensions"]);
  if (dimensions !== null) request["outputDimensionality"] = dimensions;
  for (const [field, value] of Object.entries(overrides ?? {})) {
    if (value === null) delete request[field];
    else request[field] = value;
  }
  return request;
}

/** `encoding_format` is how the answer is written, which is done here. */
const read = new Set(["model", "input", "dimensions", "encoding_format"]);

function dropFields(body: Readonly<Record<string, unknown>>, notes: TranslationNotes): void {
  for (const [field, value] of Object.entries(body)) {
    const isEmpty = value === null || value === undefined || Object.keys(asObject(value) ?? { some: 1 }).length === 0;
    if (!read.has(field) && !isEmpty) notes.drop(field);
  }
}
