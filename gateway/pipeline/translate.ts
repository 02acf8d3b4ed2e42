import type { PreparedRequest, ProviderCall } from "../wires/wire.ts";
import type { ReadyTarget } from "../targets/resolve_target.ts";
import type { ChatRequest, Exchange } from "./exchange.ts";

/** A client's request in the words of one provider. */
export interface Translation {
  call: ProviderCall;
  prepared: PreparedRequest;
}

/** Puts the request into the target's own words: same bytes where the provider speaks the client's dialect. */
export function translate(exchange: Exchange, chat: ChatRequest, ready: ReadyTarget): Translation {
  const call: ProviderCall = {
    dialect: "openai_chat",
    body: chat.body,
    bodyBytes: chat.bytes,
    model: ready.target.model,
    stream: chat.facts.stream,
    usageAsked: chat.facts.usageAsked,
    baseUrl: ready.baseUrl,
    secret: ready.secret,
    overrides: ready.target.overrides ?? null,
    header: (name) => exchange.request.headers.get(name),
  };
  return { call, prepared: ready.adapter.prepare(call) };
}
