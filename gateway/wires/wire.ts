import type { ErrorClass } from "../../shared/contracts/error_class.ts";
import type { ProviderSettings } from "../../shared/contracts/provider_kind.ts";
import type { Dialect, TokenCounts } from "../../shared/contracts/request_record.ts";
import type { UpstreamHeaders } from "../upstream/upstream.ts";

/** Where one call goes, and with which headers. */
export interface Endpoint {
  url: string;
  /** Lower-case names; the credential is among them. Frozen where many calls share it. */
  headers: Readonly<Record<string, string>>;
}

/** Endpoints of calls that differ in dialect and kind of answer alone. */
export type KeptEndpoints = Partial<Record<"streamed" | "whole", Partial<Record<Dialect, Endpoint>>>>;

/** What a provider is asked, independent of its kind. */
export interface ProviderCall {
  dialect: Dialect;
  /** The client's request, parsed; unknown fields kept. Never mutated: other targets may be tried with it. */
  body: Readonly<Record<string, unknown>>;
  /** The bytes that `body` was parsed from. */
  bodyBytes: Uint8Array<ArrayBuffer>;
  /** The model's name at the provider. */
  model: string;
  stream: boolean;
  /** Whether the client asked for a usage chunk (`stream_options.include_usage`). */
  usageAsked: boolean;
  /** Without a trailing slash. */
  baseUrl: string;
  /** The opened credential; null where the kind needs none. */
  secret: string | null;
  /** What the provider's kind must be told beside address and key. */
  settings: ProviderSettings;
  overrides: Readonly<Record<string, unknown>> | null;
  /** Where the endpoints of other calls to the same model with the same credential are; left out, each is made anew. */
  endpoints?: KeptEndpoints;
  /** Reads the client's request headers (`anthropic-beta`, `x-perpetuo-mock`, …). */
  header(name: string): string | null;
}

/** The body of a request in a wire's words. */
export type WireRequest =
  | {
    state: "ready";
    body: Uint8Array<ArrayBuffer>;
    /** Fields of the client's request that this wire does not have, as JSON paths (`logit_bias`, `messages[2].name`). */
    droppedFields: string[];
  }
  /** The request cannot be said in the wire's words; `detail` tells the client which part. */
  | { state: "refused"; detail: string };

/** What an answer said of itself. */
export interface AnswerFacts {
  /** Null until the provider told. */
  tokens: TokenCounts | null;
  modelServed: string | null;
  /** The service tier that the provider billed, where it says (`priority`, `flex`, `batch`). */
  serviceTier: string | null;
}

/** The facts of an answer that has said nothing yet. */
export const NO_FACTS: AnswerFacts = { tokens: null, modelServed: null, serviceTier: null };

export type WholeAnswer =
  | { state: "answered"; bytes: Uint8Array<ArrayBuffer>; facts: AnswerFacts }
  /** The provider reported an error inside a 2xx. */
  | { state: "failed"; fault: ProviderFault }
  | { state: "malformed"; detail: string };

/** Why a provider did not answer well. */
export interface ProviderFault {
  errorClass: ErrorClass;
  /** The provider's HTTP status; null for an error inside a 200. */
  status: number | null;
  /** What the provider said, for record and client, redacted, at most 512 characters. */
  message: string;
  /** From `Retry-After` (seconds or date) or the provider's own field; null when it said nothing. */
  retryAfterMs: number | null;
  /** The provider's error body where the client's dialect is the provider's own: it is passed through. */
  clientBody: Uint8Array<ArrayBuffer> | null;
  /** The credential's own quota or spend limit is used up: trying again with it is useless until somebody acts. */
  quotaExhausted?: boolean;
}

/** Who hears what a provider's stream becomes in the client's dialect; called synchronously from `push` and `end`. */
export interface AnswerStreamSink {
  /** Bytes for the client, in order. `frames`: how many whole events end in them. `content`: whether one bears content. */
  bytes(bytes: Uint8Array<ArrayBuffer>, frames: number, content: boolean): void;
  /** The stream's own, valid terminal; `facts` are final. Nothing follows. */
  terminal(bytes: Uint8Array<ArrayBuffer>): void;
  /** The provider reported an error inside the stream, sent garbage, or ended without its terminal. Nothing follows. */
  fault(fault: ProviderFault): void;
}

/** Turns one provider's stream into the client's dialect. */
export interface AnswerStream {
  readonly facts: AnswerFacts;
  push(chunk: Uint8Array<ArrayBuffer>): void;
  /** The provider closed its body. */
  end(): void;
}

/**
 * A format in which some API is spoken, whoever serves it. Pure: no input or output of its own. Where the client speaks the
 * same dialect, bytes pass through; other dialects are translated (see `gateway/translation/`).
 */
export interface Wire {
  /** The body for this wire, in the client's own bytes or translated. */
  request(call: ProviderCall): WireRequest;
  /** A whole 2xx answer in the client's dialect. */
  answer(call: ProviderCall, bytes: Uint8Array<ArrayBuffer>): WholeAnswer;
  /** A 2xx event stream in the client's dialect. */
  answerStream(call: ProviderCall, sink: AnswerStreamSink): AnswerStream;
  /** An answer whose status is not 2xx. */
  fault(
    call: ProviderCall,
    status: number,
    headers: UpstreamHeaders,
    bytes: Uint8Array<ArrayBuffer>,
    nowMs: number,
  ): ProviderFault;
}

/** What answers are dated and named with, where the provider gives neither. */
export interface WireDependencies {
  /** Epoch milliseconds. */
  now(): number;
  /** A new id behind the prefix of its kind (`msg_`, `resp_`, `call_`, …); letters and digits. */
  newId(prefix: string): string;
}
