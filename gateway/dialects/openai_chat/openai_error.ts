import { ERROR_CODES, type ErrorCode } from "../../../shared/contracts/error_code.ts";
import { encodeData } from "../../streams/encode_event.ts";

/** An error as it is told to a client of the OpenAI dialect. */
export interface OpenaiErrorDetails {
  code: ErrorCode;
  /** The public sentence, its details filled in. */
  message: string;
  /** The path of the request's field that is wrong. Default null. */
  param?: string | null | undefined;
}

/** The JSON body of an error answer: `{"error":{message,type,param,code}}`. */
export function openaiErrorBody(details: OpenaiErrorDetails): string {
  const { code, message, param = null } = details;
  return JSON.stringify({ error: { message, type: ERROR_CODES[code].openaiType, param, code } });
}

/** The last event of a stream that did not reach its own terminal; OpenAI's SDKs raise it as an error. */
export function openaiErrorFrame(details: OpenaiErrorDetails): Uint8Array<ArrayBuffer> {
  return encodeData(openaiErrorBody(details));
}
