import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { userAgentText } from "./user_agent_text.ts";

test("userAgentText() names the browser that there is, and the system", () => {
  const table: [string | null, string][] = [
    [
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36",
      "Chrome on Linux",
    ],
    ["Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0", "Edge on Windows"],
    ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605.1 Version/17 Safari/605.1", "Safari on macOS"],
    ["Mozilla/5.0 (iPhone; CPU iPhone OS 17 like Mac OS X) CriOS/131 Safari/604.1", "Chrome on iOS"],
    ["curl/8.9.1", "curl/8.9.1"],
    [null, "Unknown"],
  ];
  for (const [userAgent, expected] of table) assert.equal(userAgentText(userAgent), expected);
});
