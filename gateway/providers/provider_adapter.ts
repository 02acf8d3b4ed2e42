import type { ProviderKind } from "../../shared/contracts/provider_kind.ts";
import type { Dialect } from "../../shared/contracts/request_record.ts";
import type { UpstreamHeaders } from "../upstream/upstream.ts";
import type {
  AnswerStream,
  AnswerStreamSink,
  Endpoint,
  ProviderCall,
  ProviderFault,
  WholeAnswer,
  Wire,
} from "../wires/wire.ts";

export type PreparedRequest =
  | {
    state: "ready";
    url: string;
    headers: Readonly<Record<string, string>>;
    body: Uint8Array<ArrayBuffer>;
    /** Fields of the client's request that this provider does not have, as JSON paths (`logit_bias`, `messages[2].name`). */
    droppedFields: string[];
  }
  /** The request cannot be said in the provider's words; `detail` tells the client which part. */
  | { state: "refused"; detail: string };

/** What tells one kind of provider from another: which wires it speaks, and where and how it is reached. */
export interface ProviderDefinition {
  kind: ProviderKind;
  /** Whether a call without a credential is refused before it is sent. */
  needsSecret: boolean;
  /** The wire that a client's dialect is served over; null where this provider cannot serve it. */
  wireFor(call: Pick<ProviderCall, "dialect" | "settings">): Wire | null;
  /** What the model is called in a request's body, where that is not its own name. */
  modelName?(call: Pick<ProviderCall, "model" | "settings">): string;
  /** The address and headers of a call that `wireFor` has a wire for. */
  endpoint(call: ProviderCall): Endpoint;
  /** Whether `endpoint` looks at nothing of the client's request but its dialect and `stream`. Left out: never. */
  keepsEndpoint?(call: Pick<ProviderCall, "dialect" | "settings">): boolean;
  /** Where its models are listed, by GET; null where this provider has no such place. Left out: the kind has none. */
  modelList?(call: ProviderCall): Endpoint | null;
}

/** How one kind of provider is spoken to. Pure: no input or output of its own. */
export interface ProviderAdapter {
  readonly kind: ProviderKind;
  /** Whether a call without a credential is refused before it is sent. */
  readonly needsSecret: boolean;
  /** Whether it can be asked in this dialect at all, natively or translated. */
  serves(call: Pick<ProviderCall, "dialect" | "settings">): boolean;
  prepare(call: ProviderCall): PreparedRequest;
  /** Where its models are listed, by GET; null where there is no such place. */
  modelList(call: ProviderCall): Endpoint | null;
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

/** Makes an adapter of a provider's definition. */
export function providerAdapter(definition: ProviderDefinition): ProviderAdapter {
  const wireOf = (call: ProviderCall): Wire => {
    const wire = definition.wireFor(call);
    if (wire === null) throw new Error(`${definition.kind} was asked in ${call.dialect}, which it does not serve`);
    return wire;
  };
  return {
    kind: definition.kind,
    needsSecret: definition.needsSecret,
    serves: (call) => definition.wireFor(call) !== null,
    prepare: (call) => prepare(definition, call),
    modelList: (call) => {
      const endpoint = definition.modelList?.(call) ?? null;
      return endpoint === null ? null : withHeaders(endpoint, call);
    },
    answer: (call, bytes) => wireOf(call).answer(call, bytes),
    answerStream: (call, sink) => wireOf(call).answerStream(call, sink),
    fault: (call, ...answer) => wireOf(call).fault(call, ...answer),
  };
}

function prepare(definition: ProviderDefinition, call: ProviderCall): PreparedRequest {
  const wire = definition.wireFor(call);
  if (wire === null) return { state: "refused", detail: `it does not serve ${DIALECT_NAMES[call.dialect]}` };
  const request = wire.request(named(call, definition.modelName?.(call) ?? call.model));
  if (request.state === "refused") return request;
  const { url, headers } = endpointOf(definition, call);
  return { state: "ready", url, headers, body: request.body, droppedFields: request.droppedFields };
}

/** The one that an earlier call had, where that can be no other. */
function endpointOf(definition: ProviderDefinition, call: ProviderCall): Endpoint {
  if (call.endpoints === undefined || definition.keepsEndpoint?.(call) !== true) {
    return withHeaders(definition.endpoint(call), call);
  }
  const kept = call.endpoints[call.stream ? "streamed" : "whole"] ??= {};
  return kept[call.dialect] ??= frozen(withHeaders(definition.endpoint(call), call));
}

function frozen(endpoint: Endpoint): Endpoint {
  Object.freeze(endpoint.headers);
  return endpoint;
}

/** The provider's own further headers behind those of its kind, which they never change. */
function withHeaders(endpoint: Endpoint, { settings: { headers } }: ProviderCall): Endpoint {
  return headers === undefined ? endpoint : { url: endpoint.url, headers: { ...headers, ...endpoint.headers } };
}

/** The wire goes on knowing what model it is, and writes the name that the provider has for it. */
function named(call: ProviderCall, model: string): ProviderCall {
  return model === call.model ? call : { ...call, overrides: { ...call.overrides, model } };
}

const DIALECT_NAMES: Readonly<Record<Dialect, string>> = {
  openai_chat: "chat completions",
  openai_responses: "responses",
  openai_embeddings: "embeddings",
  anthropic_messages: "messages",
  anthropic_count_tokens: "token counts",
};
