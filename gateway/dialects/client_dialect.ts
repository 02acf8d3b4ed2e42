import type { ErrorCode } from "../../shared/contracts/error_code.ts";
import type { Dialect } from "../../shared/contracts/request_record.ts";

/** What the gateway must know of a request before it plans, whatever the client's dialect. */
export interface RequestFacts {
  model: string;
  stream: boolean;
  /** OpenAI's `stream_options.include_usage`: whether the client wants the usage chunk. False where there is no such wish. */
  usageAsked: boolean;
  /** The most tokens that the client allows an answer; null when it names no maximum. */
  maxTokensAsked: number | null;
  /** How many answers are asked for; 1 where there is no such wish. */
  choices: number;
  /** Whom the client acts for, at most 256 characters; null when the body does not say. */
  endUser: string | null;
}

export type ParsedRequest =
  | { state: "parsed"; facts: RequestFacts; body: Readonly<Record<string, unknown>> }
  /** `param` is the path of the first field that is wrong, as OpenAI writes it; null when it is the body itself. */
  | { state: "invalid"; detail: string; param: string | null };

export interface RequestEstimate {
  inputTokens: number;
  /** The most that may be generated, all choices together; null when the client names no maximum. */
  outputTokensMax: number | null;
}

/** An error as it is told to a client. */
export interface PublicError {
  code: ErrorCode;
  /** The public sentence, its details filled in. */
  message: string;
  /** The path of the request's field that is wrong; null when there is none. */
  param: string | null;
  /** The HTTP status that goes with it. */
  status: number;
}

/** One API that clients speak, as far as the request's path must know it. Pure. */
export interface ClientDialect {
  readonly name: Dialect;
  /** Whether providers charge nothing for it, because it generates nothing. Default false. */
  readonly isFree?: boolean;
  /** A header in which its clients look for the request's id, beside `x-request-id`. Default: none. */
  readonly requestIdHeader?: string;
  /** Checks a parsed body as far as the gateway relies on it; `body` is the value that was given. */
  parse(value: unknown): ParsedRequest;
  /** Estimates a checked body's tokens. */
  estimateRequest(body: Readonly<Record<string, unknown>>): RequestEstimate;
  /** Estimates the output tokens of a whole answer, for providers that do not tell them. */
  estimateAnswer(bytes: Uint8Array<ArrayBuffer>): number;
  /** The JSON body of an error answer. `requestId`: the request's UUIDv7, where one is known. */
  errorBody(error: PublicError, requestId: string | null): string;
  /** The last event of a stream that broke off after `framesSent` events. */
  errorFrame(error: PublicError, framesSent: number): Uint8Array<ArrayBuffer>;
}
