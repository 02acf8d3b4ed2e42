import type { ErrorClass } from "../../shared/contracts/error_class.ts";
import type { AnswerFacts } from "../wires/wire.ts";
import type { GatewayError } from "./gateway_error.ts";
import type { StreamedAnswer } from "./streamed_answer.ts";

/** What came of calling one target once. */
export type AttemptResult =
  | { state: "whole"; bytes: Uint8Array<ArrayBuffer>; facts: AnswerFacts }
  /** The first content is there: from now on no other target may be tried. */
  | { state: "streaming"; answer: StreamedAnswer }
  | AttemptFailure
  | AttemptSkipped
  /** The client went away before there was an answer. */
  | { state: "cancelled" };

export interface AttemptFailure {
  state: "failed";
  errorClass: ErrorClass;
  /** With the time that the provider asked for, where it did. */
  error: GatewayError;
  credentialId: string | null;
  /** Whether the same target may do better a moment later. */
  isRetryable: boolean;
}

/** The target's circuit is open, and it was not called. */
export interface AttemptSkipped {
  state: "skipped";
  /** What opened it. */
  errorClass: ErrorClass;
  error: GatewayError;
  retryAfterMs: number;
}
