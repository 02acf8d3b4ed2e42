import { clientField } from "../../translation/client_field.ts";
import type { Conversation, Sampling } from "../../translation/conversation.ts";
import type { TranslationNotes } from "../../translation/translation_notes.ts";
import type { ProviderCall } from "../wire.ts";
import type { ModelCapabilities } from "./model_capabilities.ts";

/** Parameters of sampling as the API has them at version 2023-06-01. */
export interface SamplingParameters {
  temperature?: number;
  top_p?: number;
  top_k?: number;
}

/**
 * Writes what `allowed` lets through of sampling. Temperatures of other dialects go up to 2, the API's to 1. Of temperature
 * and `top_p` the first is kept where the model takes one alone.
 */
export function samplingParameters(
  { temperature, topP, topK }: Sampling,
  allowed: ModelCapabilities["sampling"],
  call: Pick<ProviderCall, "dialect" | "body">,
  notes: TranslationNotes,
): SamplingParameters {
  const parameters: SamplingParameters = {};
  if (temperature !== null) {
    if (allowed === "none") notes.drop(clientField(call, "temperature"));
    else parameters.temperature = Math.min(1, Math.max(0, temperature));
  }
  if (topP !== null) {
    if (allowed === "none" || (allowed === "one" && temperature !== null)) notes.drop(clientField(call, "topP"));
    else parameters.top_p = topP;
  }
  if (topK !== null) {
    if (allowed === "none") notes.drop(clientField(call, "topK"));
    else parameters.top_k = topK;
  }
  return parameters;
}

/** Reports what the API has no word for, unless it asks for nothing. */
export function dropUnknown(
  { sampling, verbosity }: Conversation,
  call: Pick<ProviderCall, "dialect" | "body">,
  notes: TranslationNotes,
): void {
  if (sampling.seed !== null) notes.drop(clientField(call, "seed"));
  if (sampling.frequencyPenalty) notes.drop(clientField(call, "frequencyPenalty"));
  if (sampling.presencePenalty) notes.drop(clientField(call, "presencePenalty"));
  if (verbosity !== null && verbosity !== "medium") notes.drop(clientField(call, "verbosity"));
}
