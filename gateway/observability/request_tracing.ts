import {
  type Attributes,
  type Context,
  context,
  metrics,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from "@opentelemetry/api";
import { REQUEST_HEADERS } from "../../shared/contracts/headers.ts";
import type { Attempt } from "../../shared/contracts/request_record.ts";
import type { Exchange } from "../pipeline/exchange.ts";
import type { Metered } from "../pipeline/meter.ts";
import type { Ending } from "../pipeline/record.ts";

/**
 * Tells OpenTelemetry of requests by its conventions for generative AI: a span of the request with one of each call below it,
 * and three measures. All is told at the request's end, from its account, so that spans end with their streams, cancelled
 * ones too, and a request costs nothing before. No prompt, answer, key or URL is among it.
 */
export class RequestTracing {
  readonly #tracer = trace.getTracer("perpetuo-gateway");
  readonly #meter = metrics.getMeter("perpetuo-gateway");
  readonly #tokens = this.#meter.createHistogram("gen_ai.client.token.usage", { unit: "{token}" });
  readonly #duration = this.#meter.createHistogram("gen_ai.client.operation.duration", { unit: "s" });
  readonly #firstContent = this.#meter.createHistogram("gen_ai.server.time_to_first_token", { unit: "s" });

  /** What is to be kept with a request when it is received: where its spans belong. */
  begin(request: Request): Context {
    const active = context.active();
    return trace.getSpan(active) === undefined ? callersContext(request, active) : active;
  }

  /** A request is over. */
  ended(exchange: Exchange, ending: Ending, { metered, totalMs }: { metered: Metered; totalMs: number }): void {
    const attributes = attributesOf(exchange, metered);
    const parent = exchange.trace ?? context.active();
    const span = this.#tracer.startSpan(
      `${attributes["gen_ai.operation.name"]} ${attributes["gen_ai.request.model"] ?? ""}`.trim(),
      { kind: SpanKind.SERVER, startTime: exchange.ts, attributes: { ...attributes, ...outcomeOf(exchange, ending) } },
      parent,
    );
    if (ending.outcome === "failed" || ending.outcome === "denied") fail(span, ending.errorCode ?? "failed");
    const below = trace.setSpan(parent, span);
    for (const attempt of exchange.attempts) this.#attempted(attempt, { below, exchange });
    span.end(exchange.ts + totalMs);
    this.#measure(exchange, attributes, { metered, totalMs });
  }

  #attempted(attempt: Attempt, { below, exchange }: { below: Context; exchange: Exchange }): void {
    const { target, startedAt, endMs, outcome, status, errorClass } = attempt;
    const operation = operationOf(exchange);
    const attributes: Attributes = {
      "gen_ai.operation.name": operation,
      "gen_ai.request.model": target.model,
      "perpetuo.provider": target.provider,
      "perpetuo.outcome": outcome,
    };
    if (status !== null) attributes["http.response.status_code"] = status;
    const span = this.#tracer.startSpan(
      `${operation} ${target.model}`,
      { kind: SpanKind.CLIENT, startTime: startedAt, attributes },
      below,
    );
    if (errorClass !== null) fail(span, errorClass);
    span.end(startedAt + endMs);
  }

  #measure(
    { ttftMs }: Exchange,
    attributes: Attributes,
    { metered: { tokens }, totalMs }: { metered: Metered; totalMs: number },
  ): void {
    // Models and providers alone: whoever collects these bounds them.
    const labels: Attributes = {
      "gen_ai.operation.name": attributes["gen_ai.operation.name"],
      "gen_ai.provider.name": attributes["gen_ai.provider.name"],
    };
    this.#duration.record(totalMs / 1_000, labels);
    if (ttftMs !== null) this.#firstContent.record(ttftMs / 1_000, labels);
    if (tokens.input > 0) this.#tokens.record(tokens.input, { ...labels, "gen_ai.token.type": "input" });
    if (tokens.output > 0) this.#tokens.record(tokens.output, { ...labels, "gen_ai.token.type": "output" });
  }
}

function attributesOf(exchange: Exchange, { tokens }: Metered): Attributes {
  const { asked, candidate, provider } = exchange;
  return {
    "gen_ai.operation.name": operationOf(exchange),
    "gen_ai.provider.name": provider?.kind ?? "none",
    "gen_ai.request.model": asked?.facts.model.slice(0, 256),
    "gen_ai.response.model": candidate?.target.model,
    "gen_ai.usage.input_tokens": tokens.input,
    "gen_ai.usage.output_tokens": tokens.output,
  };
}

function outcomeOf({ id, key, caller, route, dialect, attempts }: Exchange, ending: Ending): Attributes {
  return {
    "http.response.status_code": ending.status,
    "perpetuo.request_id": id,
    "perpetuo.tenant_id": key?.tenantId,
    "perpetuo.project_id": key?.projectId,
    "perpetuo.revision": caller?.tenant.label,
    "perpetuo.route": route?.route?.name,
    "perpetuo.dialect": dialect.name,
    "perpetuo.outcome": ending.outcome,
    "perpetuo.attempts": attempts.length,
  };
}

function operationOf({ dialect }: Exchange): string {
  if (dialect.name === "openai_embeddings") return "embeddings";
  return dialect.name === "anthropic_count_tokens" ? "count_tokens" : "chat";
}

function fail(span: Span, errorType: string): void {
  span.setAttribute("error.type", errorType);
  span.setStatus({ code: SpanStatusCode.ERROR, message: errorType });
}

/** The trace that the caller is in; the context as it is where it names none. */
function callersContext(request: Request, active: Context): Context {
  const parent = request.headers.get(REQUEST_HEADERS.traceParent);
  const match = parent === null ? null : /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})/.exec(parent);
  if (match === null || /^0+$/.test(match[1]!) || /^0+$/.test(match[2]!)) return active;
  const traceFlags = Number.parseInt(match[3]!, 16) & TraceFlags.SAMPLED;
  return trace.setSpanContext(active, { traceId: match[1]!, spanId: match[2]!, traceFlags, isRemote: true });
}
