import { ERROR_CODES, type ErrorCode } from "../../shared/contracts/error_code.ts";
import { errorMessage } from "../../shared/contracts/error_message.ts";

export interface GatewayErrorOptions {
  /** Fills the `{name}` places of the code's message. */
  details?: Readonly<Record<string, string | number>>;
  /** The path of the request's field that is wrong, as OpenAI writes it. */
  param?: string | null;
  /** After which time a retry may succeed, milliseconds. */
  retryAfterMs?: number | null;
  /** A provider's own error, answered as it is: the client speaks the provider's dialect. */
  passThrough?: { status: number; body: Uint8Array<ArrayBuffer> } | null;
  /** For the log alone, never for the client. */
  internal?: string;
  cause?: unknown;
}

/** A fault on the way of a request; its `message` is public, the sentence that the client gets. */
export class GatewayError extends Error {
  override readonly name = "GatewayError";
  readonly code: ErrorCode;
  readonly param: string | null;
  readonly retryAfterMs: number | null;
  readonly passThrough: { status: number; body: Uint8Array<ArrayBuffer> } | null;
  readonly internal: string | null;

  constructor(code: ErrorCode, options: GatewayErrorOptions = {}) {
    super(errorMessage(code, options.details ?? {}), { cause: options.cause });
    this.code = code;
    this.param = options.param ?? null;
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.passThrough = options.passThrough ?? null;
    this.internal = options.internal ?? null;
  }

  /** The HTTP status that the client gets. */
  get status(): number {
    return this.passThrough?.status ?? ERROR_CODES[this.code].status;
  }
}
