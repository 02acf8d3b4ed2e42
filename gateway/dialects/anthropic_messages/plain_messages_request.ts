import { isObject } from "../../../shared/json/is_object.ts";
import { isCount, isFlagOrNothing, isListOf, isNothing, isText, isTextOrNothing } from "../plain_values.ts";
import { type CountedRequest, MESSAGE_ROLES, type MessagesRequest } from "./messages_request.ts";

/** Whether a body is a request for a message beyond doubt; `messagesRequest` judges all others. */
export function isPlainMessagesRequest(value: unknown): value is MessagesRequest {
  return isPlainCountedRequest(value) && isCount(value["max_tokens"], 0) && isFlagOrNothing(value["stream"]);
}

/** The same for a request to count its tokens, and `countedRequest`. */
export function isPlainCountedRequest(value: unknown): value is CountedRequest {
  return isObject(value) &&
    isText(value["model"], 1, 256) &&
    isListOf(value["messages"], isMessage, 1) &&
    (isNothing(value["tools"]) || isListOf(value["tools"], isTool)) &&
    (isNothing(value["metadata"]) || (isObject(value["metadata"]) && isTextOrNothing(value["metadata"]["user_id"])));
}

const ROLES: ReadonlySet<unknown> = new Set(MESSAGE_ROLES);

function isMessage(value: unknown): value is CountedRequest["messages"][number] {
  return isObject(value) && ROLES.has(value["role"]);
}

function isTool(value: unknown): value is NonNullable<CountedRequest["tools"]>[number] {
  return isObject(value) && isTextOrNothing(value["type"]) && isText(value["name"], 1);
}
