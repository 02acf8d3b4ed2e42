import type { ClientDialect } from "../client_dialect.ts";
import { openaiChatDialect } from "../openai_chat/dialect.ts";

// Being built: speaks as chat completions do until then.
export const openaiEmbeddingsDialect: ClientDialect = { ...openaiChatDialect, name: "openai_embeddings" };
