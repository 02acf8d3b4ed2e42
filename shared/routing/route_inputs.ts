import type { ConditionField } from "../contracts/route_condition.ts";
import type { StickyBy } from "../contracts/route_tree.ts";

/** What a route may look at in a request. */
export interface RouteInputs {
  /** As the client asked for it. */
  model: string;
  stream: boolean;
  /** Estimated input tokens. */
  estimatedTokens: number;
  /** The API key's UUIDv7. */
  apiKeyId: string;
  endUser: string | null;
  /** The request's `metadata`; only its strings, numbers and booleans can be looked at. */
  metadata: Readonly<Record<string, unknown>>;
  /** A request header by its lower-case name. */
  header(name: string): string | null;
}

export type FieldValue = string | number | boolean;

/** Reads the inputs and keeps what was read: the record tells what a decision was based on. */
export class RouteInputReader {
  readonly #inputs: RouteInputs;
  readonly #seen: Record<string, FieldValue | null> = {};

  constructor(inputs: RouteInputs) {
    this.#inputs = inputs;
  }

  /** The fields that were looked at and their values, strings cut to 256 characters; null where there was none. */
  get seen(): Readonly<Record<string, FieldValue | null>> {
    return this.#seen;
  }

  read(field: ConditionField | StickyBy): FieldValue | undefined {
    const value = this.#value(field);
    this.#seen[field] = typeof value === "string" ? value.slice(0, SEEN_LENGTH_MAX) : value ?? null;
    return value;
  }

  #value(field: ConditionField | StickyBy): FieldValue | undefined {
    const inputs = this.#inputs;
    switch (field) {
      case "model":
        return inputs.model;
      case "stream":
        return inputs.stream;
      case "estimated_tokens":
        return inputs.estimatedTokens;
      case "api_key":
        return inputs.apiKeyId;
      case "end_user":
        return inputs.endUser ?? undefined;
    }
    const name = field.slice(field.indexOf(".") + 1);
    if (field.startsWith("metadata.")) {
      return scalar(Object.hasOwn(inputs.metadata, name) ? inputs.metadata[name] : null);
    }
    // What is read is recorded and shown: a route must not be a way to read a caller's secret.
    return SECRET_HEADERS.has(name) ? undefined : inputs.header(name) ?? undefined;
  }
}

const SEEN_LENGTH_MAX = 256;
const SECRET_HEADERS = new Set(["authorization", "proxy-authorization", "x-api-key", "api-key", "cookie"]);

function scalar(value: unknown): FieldValue | undefined {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : undefined;
}
