import type Anthropic from "@anthropic-ai/sdk";
import { ERROR_CODES } from "../../../shared/contracts/error_code.ts";
import { encodeEvent } from "../../streams/encode_event.ts";
import type { PublicError } from "../client_dialect.ts";

/**
 * The JSON body of an error answer in Anthropic's shape. Our stable code stands beside the type, as in the other
 * dialects, and in the details, where the official clients look for the cause (`error.errorCode`).
 */
export function anthropicErrorBody({ code, message }: PublicError, requestId: string | null): string {
  const type: Anthropic.ErrorType = ERROR_CODES[code].anthropicType;
  return JSON.stringify({
    type: "error",
    error: { type, message, code, details: { error_code: code } },
    request_id: requestId,
  });
}

/** The last event of a stream that did not reach its own terminal; Anthropic's SDKs raise it as an `APIError`. */
export function anthropicErrorFrame(error: PublicError): Uint8Array<ArrayBuffer> {
  return encodeEvent("error", anthropicErrorBody(error, null));
}
