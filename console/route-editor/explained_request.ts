import { estimateRequest } from "../../shared/estimation/estimate_request.ts";
import type { RouteInputs } from "../../shared/routing/route_inputs.ts";
import type { TypedRequest } from "./typed_request.ts";

/** The same, read; `problem` says in a sentence what cannot be. */
export type ReadRequest = { inputs: RouteInputs; problem: null } | { inputs: null; problem: string };

/** Reads what was typed as the gateway would read the request: what is left out is taken from the body. */
export function readRequest(typed: TypedRequest): ReadRequest {
  const body = readBody(typed.body);
  if (body === undefined) return { inputs: null, problem: "The body is no JSON object." };
  const headers = new Map(readLines(typed.headers, ":").map(([name, value]) => [name.toLowerCase(), value]));
  const metadata = Object.fromEntries(readLines(typed.metadata, "="));
  const given = body?.["metadata"];
  const tags = readLines(typed.tags, "=");
  if (tags.length > 0) headers.set("x-perpetuo-tags", tags.map(([name, value]) => `${name}=${value}`).join(","));
  const tokens = Number(typed.estimatedTokens);
  if (!Number.isInteger(tokens) || tokens < 0) return { inputs: null, problem: "The tokens are no whole number." };
  const inputs: RouteInputs = {
    model: typed.model.trim() || textOf(body?.["model"]) || "",
    stream: typed.stream || body?.["stream"] === true,
    estimatedTokens: typed.estimatedTokens.trim() !== "" ? tokens : body === null ? 0 : estimate(body),
    apiKeyId: typed.apiKeyId,
    endUser: typed.endUser.trim() || textOf(body?.["user"]) || headers.get("x-perpetuo-end-user") || null,
    metadata: Object.keys(metadata).length > 0 || !isObject(given) ? metadata : given,
    header: (name) => headers.get(name) ?? null,
  };
  return { inputs, problem: null };
}

/** Pairs, a line each; a line without the mark between them has an empty value. */
export function readLines(text: string, between: string): [name: string, value: string][] {
  return text.split("\n").map((line) => line.trim()).filter((line) => line !== "").map((line) => {
    const place = line.indexOf(between);
    return place < 0 ? [line, ""] : [line.slice(0, place).trim(), line.slice(place + 1).trim()];
  });
}

/** Null: there is none. Undefined: it is no JSON object. */
export function readBody(text: string): Record<string, unknown> | null | undefined {
  if (text.trim() === "") return null;
  try {
    const body: unknown = JSON.parse(text);
    return isObject(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

function estimate(body: Record<string, unknown>): number {
  return estimateRequest("openai_chat", body).inputTokens;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
