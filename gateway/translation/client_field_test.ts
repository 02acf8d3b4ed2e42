import assert from "node:assert/strict";
import type { Dialect } from "../../shared/contracts/request_record.ts";
import { test } from "../../testing/test.ts";
import { clientField, type ConversationField } from "./client_field.ts";

test("clientField() names a field as the client's body or its dialect does", () => {
  const table: [Dialect, Record<string, unknown>, ConversationField, string][] = [
    ["openai_chat", { max_tokens: 5 }, "outputTokensMax", "max_tokens"],
    ["openai_chat", { max_tokens: 5, max_completion_tokens: 6 }, "outputTokensMax", "max_completion_tokens"],
    ["openai_chat", {}, "endUser", "safety_identifier"],
    ["openai_chat", { user: "u" }, "endUser", "user"],
    ["openai_responses", { text: { format: {} } }, "format", "text.format"],
    ["anthropic_messages", { output_format: {} }, "format", "output_format"],
    ["anthropic_messages", { output_config: { format: {} } }, "format", "output_config.format"],
    ["anthropic_messages", {}, "seed", "seed"],
    ["openai_embeddings", {}, "seed", "seed"],
  ];
  for (const [dialect, body, field, expected] of table) {
    assert.equal(clientField({ dialect, body }, field), expected, `${dialect} ${field}`);
  }
});
