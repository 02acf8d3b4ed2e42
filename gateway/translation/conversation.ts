/**
 * A request as every dialect and every provider understands it: what client dialects are read into and what provider
 * wires are written from, where the two are not the same. Parts keep the path at which the client said them, so that what
 * a provider cannot take is named in the client's own words.
 */
export interface Conversation {
  /** Instructions, in order. */
  system: TextPart[];
  /** In alternation is not promised; neighbouring turns of one role may follow each other. Tool results are the user's. */
  turns: Turn[];
  tools: ToolDefinition[];
  /** Null: the client did not say, which is `auto`. */
  toolChoice: ToolChoice | null;
  /** Null: the client did not say, which allows it. */
  parallelToolCalls: boolean | null;
  /** Null: the client named none. */
  outputTokensMax: number | null;
  /** Null: free text. */
  format: OutputFormat | null;
  /** Null: the client asked for nothing. */
  reasoning: ReasoningWish | null;
  stop: string[];
  sampling: Sampling;
  /** The end user, as the client names them; null when it does not. */
  endUser: string | null;
  /** In OpenAI's words (`auto`, `default`, `flex`, `priority`); null when the client did not say. */
  serviceTier: string | null;
  /** How much the answer should say (`low`, `medium`, `high`); null when the client did not say. */
  verbosity: string | null;
}

export interface Turn {
  role: "user" | "assistant";
  parts: TurnPart[];
}

interface Placed {
  /** Where the client said it (`messages[2].content[0]`). */
  path: string;
  /** Anthropic's `cache_control`, as it was given; other wires have no such mark and report it dropped. */
  cacheControl?: Record<string, unknown>;
}

export interface TextPart extends Placed {
  type: "text";
  text: string;
}

/** Bytes that travel within the request, or an address where the provider gets them. */
export type MediaSource =
  | { type: "base64"; mediaType: string; data: string }
  | { type: "url"; url: string; mediaType: string | null }
  /** A file that was uploaded to one provider, and means nothing to any other. */
  | { type: "file_id"; id: string };

export interface ImagePart extends Placed {
  type: "image";
  source: MediaSource;
  /** OpenAI's `low`, `high`, `auto`; null when the client did not say. */
  detail: string | null;
}

export interface DocumentPart extends Placed {
  type: "document";
  /** `text` is a document given as plain text. */
  source: MediaSource | { type: "text"; text: string };
  title: string | null;
  /** Anthropic: whether the answer may quote it. Default false. */
  citations: boolean;
}

export interface AudioPart extends Placed {
  type: "audio";
  /** `wav`, `mp3`, … */
  format: string;
  data: string;
}

export interface ToolCallPart extends Placed {
  type: "tool_call";
  /** As the client has it; a signature that we put into it is in `signature` and no longer here. */
  id: string;
  name: string;
  /** A JSON object as text; `{}` where there are none. */
  arguments: string;
  signature: Signature | null;
}

export interface ToolResultPart extends Placed {
  type: "tool_result";
  /** The call's id, likewise without a signature. */
  callId: string;
  /** The tool's name where the client says it or it was found by the call's id; null otherwise. */
  name: string | null;
  parts: (TextPart | ImagePart | DocumentPart)[];
  isError: boolean;
}

export interface ThinkingPart extends Placed {
  type: "thinking";
  /** Empty where the provider showed none of it. */
  text: string;
  /** Null: unsigned, which no provider that signs will take back. */
  signature: Signature | null;
}

/** Thinking that only its provider can read. */
export interface RedactedThinkingPart extends Placed {
  type: "redacted_thinking";
  data: Signature;
}

export interface RefusalPart extends Placed {
  type: "refusal";
  text: string;
}

export type TurnPart =
  | TextPart
  | ImagePart
  | DocumentPart
  | AudioPart
  | ToolCallPart
  | ToolResultPart
  | ThinkingPart
  | RedactedThinkingPart
  | RefusalPart;

/** A provider's proof that it wrote something; only that provider may be given it back. */
export interface Signature {
  by: SignatureOrigin;
  value: string;
}

export type SignatureOrigin = "anthropic" | "gemini" | "openai";

/** A function that the model may call. Tools of a provider's own are refused where the request is read. */
export interface ToolDefinition extends Placed {
  name: string;
  description: string | null;
  /** A JSON schema; null where the tool takes nothing. */
  parameters: Record<string, unknown> | null;
  /** Whether arguments must follow the schema exactly; null when the client did not say. */
  strict: boolean | null;
}

export type ToolChoice =
  | { type: "auto" }
  | { type: "none" }
  /** Some tool must be called. */
  | { type: "required" }
  | { type: "tool"; name: string }
  /** Only these may be called; `required`: one of them must. */
  | { type: "allowed"; names: string[]; required: boolean };

export type OutputFormat =
  | { type: "json_object" }
  | {
    type: "json_schema";
    name: string | null;
    description: string | null;
    schema: Record<string, unknown>;
    strict: boolean | null;
  };

export type ReasoningEffort = "none" | "minimal" | "low" | "medium" | "high" | "xhigh" | "max";

/** How much the model should think, in whichever way the client says it. */
export interface ReasoningWish {
  effort: ReasoningEffort | null;
  /** Anthropic's and Gemini's way: tokens that may be spent; null when the client did not say. */
  budgetTokens: number | null;
  /** The client asked for thinking without saying how much (Anthropic's `adaptive`). */
  adaptive: boolean;
  /** Whether the client wants to see it; null when it did not say. */
  visible: boolean | null;
  /** Where the client said it. */
  path: string;
}

/** Null where the client did not say; the bounds are those of the client's dialect. */
export interface Sampling {
  temperature: number | null;
  topP: number | null;
  topK: number | null;
  seed: number | null;
  frequencyPenalty: number | null;
  presencePenalty: number | null;
}
