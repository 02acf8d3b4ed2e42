import type { LogDetail } from "./request_log.ts";

/** The request as a command for a shell. The key is not known to anybody: it stands there as a variable. */
export function curlCommand(
  dialect: LogDetail["dialect"],
  { gatewayUrl, body }: { gatewayUrl: string; body: string },
): string {
  return [
    `curl ${gatewayUrl}${PATHS[dialect]}`,
    `  -H "authorization: Bearer $PERPETUO_API_KEY"`,
    `  -H "content-type: application/json"`,
    `  -d ${shellQuoted(body)}`,
  ].join(" \\\n");
}

const PATHS: Record<LogDetail["dialect"], string> = {
  OPENAI_CHAT: "/v1/chat/completions",
  OPENAI_RESPONSES: "/v1/responses",
  OPENAI_EMBEDDINGS: "/v1/embeddings",
  ANTHROPIC_MESSAGES: "/v1/messages",
  ANTHROPIC_COUNT_TOKENS: "/v1/messages/count_tokens",
};

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
