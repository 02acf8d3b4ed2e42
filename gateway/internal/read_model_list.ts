import { MODELS_FOUND_MAX } from "../../shared/contracts/internal_call.ts";
import { asObject, asText, parseJson } from "../wires/untyped.ts";

/** The names in a provider's list of models, in its order and at most `MODELS_FOUND_MAX`; null when it is no such list. */
export function readModelList(bytes: Uint8Array<ArrayBuffer>): string[] | null {
  const list = listOf(parseJson(new TextDecoder().decode(bytes)));
  if (list === null) return null;
  const names: string[] = [];
  for (const entry of list) {
    const name = nameOf(asObject(entry));
    if (name !== null && name.length <= 256) names.push(name);
    if (names.length === MODELS_FOUND_MAX) break;
  }
  return names;
}

/** OpenAI's and Anthropic's lists are under `data`, Gemini's under `models`, and some servers send the bare list. */
function listOf(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value;
  const object = asObject(value);
  for (const list of [object?.["data"], object?.["models"]]) {
    if (Array.isArray(list)) return list;
  }
  return null;
}

/** As a request names it: Gemini's lists have `models/` in front. */
function nameOf(entry: Record<string, unknown> | null): string | null {
  if (entry === null) return null;
  return asText(entry["id"]) ?? asText(entry["name"])?.replace(/^models\//, "") ?? null;
}
