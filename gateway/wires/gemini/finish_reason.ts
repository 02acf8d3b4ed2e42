import type { ErrorClass } from "../../../shared/contracts/error_class.ts";
import type { FinishReason } from "../../translation/answer_part.ts";
import type { GeminiFinishReason } from "./gemini_api.ts";

/** How a candidate ended: well, or in a way that no client dialect has a finish for. */
export type GeminiFinish = { state: "finished"; reason: FinishReason } | { state: "failed"; errorClass: ErrorClass };

/**
 * What `finishReason` means; `hasCalls`: whether functions were called, for which Gemini has no reason of its own.
 *
 * What the model got wrong (a call that does not parse, or of no tool) is a failure like an answer that does not parse:
 * asked again, it often gets it right. So is every reason that is not known, since nothing says that the answer is whole.
 */
export function geminiFinish(finishReason: string, hasCalls: boolean): GeminiFinish {
  const reason = finishReason as GeminiFinishReason;
  switch (reason) {
    case "STOP":
    case "FUNCTION_CALL":
      return { state: "finished", reason: hasCalls ? "tool_calls" : "stop" };
    case "MAX_TOKENS":
      return { state: "finished", reason: "length" };
    case "SAFETY":
    case "RECITATION":
    case "LANGUAGE":
    case "BLOCKLIST":
    case "PROHIBITED_CONTENT":
    case "SPII":
    case "MODEL_ARMOR":
    case "IMAGE_SAFETY":
    case "IMAGE_PROHIBITED_CONTENT":
    case "IMAGE_RECITATION":
      return { state: "finished", reason: "content_filter" };
    case "MISSING_THOUGHT_SIGNATURE":
      return { state: "failed", errorClass: "invalid_request" };
    case "MALFORMED_FUNCTION_CALL":
    case "MALFORMED_RESPONSE":
    case "UNEXPECTED_TOOL_CALL":
    case "TOO_MANY_TOOL_CALLS":
    case "NO_IMAGE":
    case "IMAGE_OTHER":
    case "OTHER":
      return { state: "failed", errorClass: "malformed" };
    default:
      reason satisfies never;
      return { state: "failed", errorClass: "malformed" };
  }
}
