import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { curlCommand } from "./curl_command.ts";

test("curlCommand() quotes the body for a shell, and names no key", () => {
  const command = curlCommand("OPENAI_CHAT", { gatewayUrl: "http://gateway", body: `{"content":"it's $HOME"}` });
  assert.equal(
    command,
    `curl http://gateway/v1/chat/completions \\\n  -H "authorization: Bearer $PERPETUO_API_KEY" \\\n` +
      `  -H "content-type: application/json" \\\n  -d '{"content":"it'\\''s $HOME"}'`,
  );
});
