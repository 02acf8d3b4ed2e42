/** A request that nobody made, as it is typed: empty is left out. */
export interface TypedRequest {
  model: string;
  stream: boolean;
  /** Empty: of the body, where there is one. */
  estimatedTokens: string;
  endUser: string;
  /** The key's UUID; empty for none. */
  apiKeyId: string;
  /** A line each: `name = value`. */
  metadata: string;
  /** A line each: `name: value`. */
  headers: string;
  /** A line each: `name = value`; sent as one header. */
  tags: string;
  /** JSON; empty for none. */
  body: string;
}

/** Nothing typed yet but the model. */
export function emptyRequest(model: string): TypedRequest {
  return {
    model,
    stream: false,
    estimatedTokens: "",
    endUser: "",
    apiKeyId: "",
    metadata: "",
    headers: "",
    tags: "",
    body: "",
  };
}
