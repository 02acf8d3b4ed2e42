/** What every client is asked to do at every provider. */
export const CASES = [
  "plain",
  "stream",
  "tools",
  "tools streamed",
  "parallel tools",
  "structured",
  "image",
  "thinking",
  "error",
  "cancel",
  "embeddings",
  "count tokens",
] as const;
export type Case = (typeof CASES)[number];

/** What a client made of an answer; a field that it was not asked about is left out. */
export interface Seen {
  text?: string;
  /** In how many pieces the text came. */
  pieces?: number;
  /** Of the first answer, in their order. */
  toolCalls?: { name: string; input: unknown }[];
  object?: unknown;
  thinking?: string;
  usage?: { input: number; output: number };
  finish?: string;
  error?: { status: number | null; message: string };
  vectors?: number[][];
  tokens?: number;
}

/** Where a client is pointed, as its user would point it. */
export interface Setting {
  /** The gateway's address without a path. */
  gatewayUrl: string;
  apiKey: string;
  model: string;
  embeddingModel: string;
  headers: Record<string, string>;
}

/** An official client, unchanged; a case that it has no way to ask for is left out. */
export interface Client {
  name: string;
  cases: Partial<Record<Case, (setting: Setting) => Promise<Seen>>>;
}

/** One line that the clients' process prints. */
export interface CellLine {
  client: string;
  provider: string;
  case: Case;
  seen: Seen | null;
  /** Why there is nothing seen: what the client threw. */
  failure: string | null;
  ms: number;
}

/** What the clients' process is told, as JSON in its one argument. */
export interface ClientsPlan {
  gatewayUrl: string;
  apiKey: string;
  providers: { name: string; model: string; embeddingModel: string }[];
}

/** The user's words, by which the provider's double knows what to answer. */
export function prompt(which: Case): string {
  return `conformance: ${which === "tools streamed" ? "tools" : which}.`;
}

export const WEATHER_TOOL = {
  name: "get_weather",
  description: "The weather in a city.",
  parameters: {
    type: "object",
    properties: { city: { type: "string", description: "The city's name." } },
    required: ["city"],
    additionalProperties: false,
  },
} as const;

/** A tool that takes nothing. */
export const TIME_TOOL = {
  name: "get_time",
  description: "The present time.",
  parameters: { type: "object", properties: {}, additionalProperties: false },
} as const;

export const CITY_SCHEMA = {
  type: "object",
  properties: { city: { type: "string" }, inhabitants: { type: "integer" } },
  required: ["city", "inhabitants"],
  additionalProperties: false,
} as const;

/** A red pixel. */
export const IMAGE_BASE64 =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";

/** What a tool gives back, whichever it was. */
export const TOOL_RESULT = "sunny, 21 degrees, half past nine";
