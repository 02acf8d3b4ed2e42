import { isObject } from "../../../shared/json/is_object.ts";
import { isCount, isCountOrNothing, isListOf, isNothing, isText, isTextOrNothing } from "../plain_values.ts";
import type { EmbeddingsRequest } from "./embeddings_request.ts";

/** Whether a body is a request for embeddings beyond doubt; `embeddingsRequest` judges all others. */
export function isPlainEmbeddingsRequest(value: unknown): value is EmbeddingsRequest {
  if (!isObject(value)) return false;
  const { encoding_format: format, stream } = value;
  return isText(value["model"], 1, 256) &&
    isInput(value["input"]) &&
    (isNothing(format) || format === "float" || format === "base64") &&
    isCountOrNothing(value["dimensions"], 1) &&
    isTextOrNothing(value["user"]) &&
    (isNothing(stream) || stream === false);
}

function isInput(value: unknown): boolean {
  return isText(value, 1) || isListOf(value, isAnyText, 1) || isTokens(value) || isListOf(value, isTokens, 1);
}

function isAnyText(value: unknown): value is string {
  return typeof value === "string";
}

function isTokens(value: unknown): value is number[] {
  return isListOf(value, isToken, 1);
}

function isToken(value: unknown): value is number {
  return isCount(value, 0);
}
