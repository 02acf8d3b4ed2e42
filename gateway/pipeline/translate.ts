import type { PreparedRequest } from "../providers/provider_adapter.ts";
import type { ProviderCall } from "../wires/wire.ts";
import type { ReadyTarget } from "../targets/resolve_target.ts";
import type { Exchange, ModelRequest } from "./exchange.ts";

/** A client's request in the words of one provider. */
export interface Translation {
  call: ProviderCall;
  prepared: PreparedRequest;
}

/** Puts the request into the target's own words: same bytes where the provider speaks the client's dialect. */
export function translate(exchange: Exchange, asked: ModelRequest, ready: ReadyTarget): Translation {
  const call: ProviderCall = {
    dialect: exchange.dialect.name,
    body: asked.body,
    bodyBytes: asked.bytes,
    model: ready.target.model,
    stream: asked.facts.stream,
    usageAsked: asked.facts.usageAsked,
    baseUrl: ready.baseUrl,
    secret: ready.secret,
    settings: ready.provider.settings ?? NO_SETTINGS,
    overrides: ready.target.overrides ?? null,
    endpoints: ready.place.endpoints,
    header: (name) => exchange.request.headers.get(name),
  };
  return { call, prepared: ready.adapter.prepare(call) };
}

const NO_SETTINGS = {};
