import type { ClientDialect } from "../client_dialect.ts";
import { openaiChatDialect } from "../openai_chat/dialect.ts";

// Being built: speaks as chat completions do until then.
export const anthropicCountTokensDialect: ClientDialect = { ...openaiChatDialect, name: "anthropic_count_tokens" };
