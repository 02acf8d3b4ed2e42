import type Anthropic from "@anthropic-ai/sdk";
import { z } from "zod";
import { GatewayError } from "../pipeline/gateway_error.ts";
import type { KnownModel } from "./models_known.ts";

/** One page of models. */
export interface ModelPage {
  data: Anthropic.ModelInfo[];
  has_more: boolean;
  first_id: string | null;
  last_id: string | null;
}

/** A model in the form of Anthropic's API. What is not known of it is null: a route may lead to several models. */
export function anthropicModel({ id, sinceMs }: KnownModel): Anthropic.ModelInfo {
  return {
    type: "model",
    id,
    display_name: id,
    created_at: new Date(sinceMs).toISOString(),
    capabilities: null,
    deprecated_at: null,
    lifecycle: "active",
    line: null,
    max_input_tokens: null,
    max_tokens: null,
    retires_at: null,
  };
}

/**
 * The page of models that `limit` (1 to 1,000, default 20), `after_id` and `before_id` ask for; before an id stand the ones
 * right before it. Throws `invalid_request` for an id that is not among the models.
 */
export function anthropicModelPage(models: readonly KnownModel[], query: URLSearchParams): ModelPage {
  const { limit, after_id, before_id } = readQuery(query);
  const from = after_id === undefined ? 0 : indexOf(models, "after_id", after_id) + 1;
  const until = before_id === undefined ? models.length : indexOf(models, "before_id", before_id);
  const isBackwards = before_id !== undefined && after_id === undefined;
  const start = isBackwards ? Math.max(from, until - limit) : from;
  const end = Math.max(start, Math.min(until, start + limit));
  const data = models.slice(start, end).map(anthropicModel);
  return {
    data,
    has_more: isBackwards ? start > from : end < until,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
  };
}

const pageQuery = z.object({
  limit: z.string().regex(/^\d{1,4}$/, "must be a whole number").transform(Number).pipe(z.int().min(1).max(1_000))
    .default(20),
  after_id: z.string().optional(),
  before_id: z.string().optional(),
});

function readQuery(query: URLSearchParams): z.infer<typeof pageQuery> {
  const result = pageQuery.safeParse(Object.fromEntries(query));
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  throw invalidQuery(String(path[0]), message);
}

function indexOf(models: readonly KnownModel[], param: string, id: string): number {
  const index = models.findIndex((model) => model.id === id);
  // Beginning anew instead would list for ever.
  if (index < 0) throw invalidQuery(param, `there is no model '${id}'`);
  return index;
}

function invalidQuery(param: string, detail: string): GatewayError {
  return new GatewayError("invalid_request", { details: { detail: `'${param}': ${detail}` }, param });
}
