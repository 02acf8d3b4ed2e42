import { ERROR_CODES } from "../../../shared/contracts/error_code.ts";
import { encodeData } from "../../streams/encode_event.ts";
import type { PublicError } from "../client_dialect.ts";

/** The JSON body of an error answer: `{"error":{message,type,param,code}}`. */
export function openaiErrorBody({ code, message, param }: PublicError): string {
  return JSON.stringify({ error: { message, type: ERROR_CODES[code].openaiType, param, code } });
}

/** The last event of a stream that did not reach its own terminal; OpenAI's SDKs raise it as an error. */
export function openaiErrorFrame(error: PublicError): Uint8Array<ArrayBuffer> {
  return encodeData(openaiErrorBody(error));
}
