import { isObject } from "../../../shared/json/is_object.ts";
import { isCountOrNothing, isFlagOrNothing, isListOf, isNothing, isText, isTextOrNothing } from "../plain_values.ts";
import { CHAT_ROLES, type ChatRequest } from "./chat_request.ts";

/** Whether a body is a chat request beyond doubt; `chatRequest` judges all others. */
export function isPlainChatRequest(value: unknown): value is ChatRequest {
  return isObject(value) &&
    isText(value["model"], 1, 256) &&
    isListOf(value["messages"], isMessage, 1) &&
    isFlagOrNothing(value["stream"]) &&
    hasPlainOptions(value["stream_options"]) &&
    isCountOrNothing(value["max_tokens"], 1) &&
    isCountOrNothing(value["max_completion_tokens"], 1) &&
    isCountOrNothing(value["n"], 1, 128) &&
    (isNothing(value["tools"]) || isListOf(value["tools"], isTool)) &&
    isTextOrNothing(value["user"]) &&
    isTextOrNothing(value["safety_identifier"]);
}

const ROLES: ReadonlySet<unknown> = new Set(CHAT_ROLES);

function isMessage(value: unknown): value is ChatRequest["messages"][number] {
  return isObject(value) && ROLES.has(value["role"]);
}

function hasPlainOptions(value: unknown): boolean {
  return isNothing(value) || (isObject(value) && isFlagOrNothing(value["include_usage"]));
}

function isTool(value: unknown): value is NonNullable<ChatRequest["tools"]>[number] {
  if (!isObject(value) || !isText(value["type"])) return false;
  const called = value["function"];
  if (called === undefined) return value["type"] !== "function";
  return isObject(called) && isText(called["name"], 1);
}
