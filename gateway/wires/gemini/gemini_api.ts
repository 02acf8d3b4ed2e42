/** What is said of a request and an answer of Gemini's API (v1beta), as far as it is written and read here. */
export interface GeminiRequest {
  contents: GeminiContent[];
  systemInstruction?: { parts: GeminiPart[] };
  tools?: { functionDeclarations: FunctionDeclaration[] }[];
  toolConfig?: { functionCallingConfig: FunctionCallingConfig };
  generationConfig?: GenerationConfig;
  serviceTier?: "standard" | "flex" | "priority";
}

export interface GeminiContent {
  role: "user" | "model";
  parts: GeminiPart[];
}

/** A part has one of these, and may be signed. */
export interface GeminiPart {
  text?: string;
  /** The text is the model's thinking. */
  thought?: true;
  thoughtSignature?: string;
  inlineData?: InlineData;
  fileData?: { fileUri: string; mimeType?: string };
  functionCall?: { id?: string; name: string; args: Record<string, unknown> };
  functionResponse?: FunctionResponse;
}

export interface InlineData {
  mimeType: string;
  data: string;
}

export interface FunctionResponse {
  id?: string;
  name: string;
  /** What the tool gave is `output`, or `error`. */
  response: Record<string, unknown>;
  /** From Gemini 3 on. */
  parts?: { inlineData: InlineData }[];
}

export interface FunctionDeclaration {
  name: string;
  description?: string;
  parametersJsonSchema?: Record<string, unknown>;
}

export interface FunctionCallingConfig {
  /** `VALIDATED`: as `AUTO`, but arguments follow the schema. */
  mode: "AUTO" | "ANY" | "NONE" | "VALIDATED";
  allowedFunctionNames?: string[];
}

export interface GenerationConfig {
  temperature?: number;
  topP?: number;
  topK?: number;
  seed?: number;
  stopSequences?: string[];
  maxOutputTokens?: number;
  presencePenalty?: number;
  frequencyPenalty?: number;
  responseMimeType?: "application/json";
  responseJsonSchema?: Record<string, unknown>;
  thinkingConfig?: ThinkingConfig;
}

/** A level or a budget, never both. */
export interface ThinkingConfig {
  includeThoughts?: true;
  thinkingLevel?: ThinkingLevel;
  /** Tokens; 0 is none, -1 is as the model sees fit. */
  thinkingBudget?: number;
}

export type ThinkingLevel = "MINIMAL" | "LOW" | "MEDIUM" | "HIGH";

/** Why a candidate ended; `FINISH_REASON_UNSPECIFIED` is left out, since nothing ends for it. */
export type GeminiFinishReason =
  | "STOP"
  /** Not Gemini's own: of servers that play its API. */
  | "FUNCTION_CALL"
  | "MAX_TOKENS"
  | "SAFETY"
  | "RECITATION"
  | "LANGUAGE"
  | "OTHER"
  | "BLOCKLIST"
  | "PROHIBITED_CONTENT"
  | "SPII"
  | "MALFORMED_FUNCTION_CALL"
  | "UNEXPECTED_TOOL_CALL"
  | "TOO_MANY_TOOL_CALLS"
  | "MISSING_THOUGHT_SIGNATURE"
  | "MALFORMED_RESPONSE"
  | "MODEL_ARMOR"
  | "IMAGE_SAFETY"
  | "IMAGE_PROHIBITED_CONTENT"
  | "IMAGE_RECITATION"
  | "IMAGE_OTHER"
  | "NO_IMAGE";
