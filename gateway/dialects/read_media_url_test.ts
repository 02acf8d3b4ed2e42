import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { readMediaUrl } from "./read_media_url.ts";

test("readMediaUrl() tells what travels in a URL from what lies at it", () => {
  const base64 = (mediaType: string, data = "QUJD") => ({ type: "base64", mediaType, data });
  const table: [string, unknown][] = [
    ["https://example.org/a.png", { type: "url", url: "https://example.org/a.png", mediaType: null }],
    ["data:image/png;base64,QUJD", base64("image/png")],
    ["DATA:IMAGE/JPG;charset=x; BASE64,QUJD", base64("image/jpeg")],
    ["data:;base64,", base64("", "")],
    ["data:text/plain,hello", null],
    ["data:image/png;base64", null],
  ];
  for (const [url, expected] of table) assert.deepEqual(readMediaUrl(url), expected, url);
});
