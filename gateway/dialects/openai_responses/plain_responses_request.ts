import { isObject } from "../../../shared/json/is_object.ts";
import { isCountOrNothing, isFlagOrNothing, isListOf, isNothing, isText, isTextOrNothing } from "../plain_values.ts";
import type { ResponsesRequest } from "./responses_request.ts";

/** Whether a body is a request for a response beyond doubt; `responsesRequest` judges all others. */
export function isPlainResponsesRequest(value: unknown): value is ResponsesRequest {
  return isObject(value) &&
    isText(value["model"], 1, 256) &&
    (isTextOrNothing(value["input"]) || isListOf(value["input"], isObject)) &&
    isTextOrNothing(value["instructions"]) &&
    isFlagOrNothing(value["stream"]) &&
    isCountOrNothing(value["max_output_tokens"], 1) &&
    (isNothing(value["tools"]) || isListOf(value["tools"], isTool)) &&
    isTextOrNothing(value["user"]) &&
    isTextOrNothing(value["safety_identifier"]);
}

function isTool(value: unknown): value is NonNullable<ResponsesRequest["tools"]>[number] {
  if (!isObject(value) || !isText(value["type"])) return false;
  const name = value["name"];
  return value["type"] === "function" ? isText(name, 1) : name === undefined || isText(name);
}
