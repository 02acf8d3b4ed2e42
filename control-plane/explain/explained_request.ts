import { z } from "zod";
import { REQUEST_HEADERS } from "../../shared/contracts/headers.ts";
import { type Dialect, dialect } from "../../shared/contracts/request_record.ts";
import { estimateRequest } from "../../shared/estimation/estimate_request.ts";
import type { RouteInputs } from "../../shared/routing/route_inputs.ts";
import { ValidationError } from "../api_error.ts";

const tokens = z.int().min(0).max(1_000_000_000);
const header = z.strictObject({ name: z.string().regex(/^[A-Za-z0-9-]{1,64}$/), value: z.string().max(4_096) });
const tag = z.strictObject({ name: z.string().min(1).max(64), value: z.string().max(256) });

/** A request that nobody made: what is left out is taken from its body, where there is one. */
export const explainedRequest = z.object({
  model: z.string().min(1).max(256).nullish(),
  dialect: dialect.nullish(),
  stream: z.boolean().nullish(),
  body: z.record(z.string(), z.unknown()).nullish(),
  estimatedTokens: tokens.nullish(),
  maxTokens: tokens.nullish(),
  headers: z.array(header).max(64).nullish(),
  metadata: z.record(z.string().max(64), z.unknown()).nullish(),
  endUser: z.string().min(1).max(256).nullish(),
  tags: z.array(tag).max(16).nullish(),
});
export type ExplainedRequest = z.infer<typeof explainedRequest>;

/** What planning and policies look at in it. */
export interface ReadRequest {
  dialect: Dialect;
  inputs: RouteInputs;
  outputTokensMax: number | null;
}

/** Reads a request as the gateway would; throws `ValidationError` where it names no model, neither itself nor in its body. */
export function readExplainedRequest(request: ExplainedRequest, apiKeyId: string): ReadRequest {
  const spoken = request.dialect ?? "openai_chat";
  const body = request.body ?? {};
  const model = request.model ?? text(body["model"]);
  if (model === null) {
    throw new ValidationError([{ path: ["request", "model"], message: "needed, here or in the body" }]);
  }
  const estimate = estimateRequest(spoken, body);
  const headers = headersOf(request);
  const metadata = request.metadata ?? body["metadata"];
  return {
    dialect: spoken,
    inputs: {
      model,
      stream: request.stream ?? body["stream"] === true,
      estimatedTokens: request.estimatedTokens ?? (request.body == null ? 0 : estimate.inputTokens),
      apiKeyId,
      endUser: request.endUser ?? endUserOf(spoken, body) ?? headers.get(REQUEST_HEADERS.endUser)?.slice(0, 256) ??
        null,
      metadata: isRecord(metadata) ? metadata : {},
      header: (name) => headers.get(name) ?? null,
    },
    outputTokensMax: request.maxTokens ?? estimate.outputTokensMax,
  };
}

function headersOf({ headers, tags }: ExplainedRequest): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (tags?.length) found.set(REQUEST_HEADERS.tags, tags.map(({ name, value }) => `${name}=${value}`).join(","));
  for (const { name, value } of headers ?? []) found.set(name.toLowerCase(), value);
  return found;
}

function endUserOf(spoken: Dialect, body: Readonly<Record<string, unknown>>): string | null {
  switch (spoken) {
    case "openai_chat":
    case "openai_responses":
      return text(body["safety_identifier"]) ?? text(body["user"]);
    case "openai_embeddings":
      return text(body["user"]);
    case "anthropic_messages":
    case "anthropic_count_tokens":
      return isRecord(body["metadata"]) ? text(body["metadata"]["user_id"]) : null;
  }
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value.slice(0, 256) : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
