import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { isBlockEvent } from "./event_probe.ts";

const data = '{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"message_stop \\"error\\""}}';

test("isBlockEvent() knows what only carries a piece of a block, and nothing that must be read", () => {
  const table: [string, boolean][] = [
    [`event: content_block_delta\ndata: ${data}\n\n`, true],
    [`event: content_block_delta\r\ndata: ${data}\r\n\r\n`, true],
    [`event: content_block_delta\ndata: ${data}   \n\n`, true],
    ['event: content_block_stop\ndata: {"type": "content_block_stop","index":0}\n\n', true],
    [`event: message_delta\ndata: ${data}\n\n`, false],
    [`event: error\ndata: ${data}\n\n`, false],
    ['event: content_block_delta\ndata: {"type":"message_stop"}\n\n', false],
    ['event: content_block_delta\ndata: {"type":"error","error":{}}\n\n', false],
    ['event: content_block_delta\ndata: {"index":0,"type":"content_block_delta"}\n\n', false],
    [`event: content_block_delta\ndata: ${data.slice(0, -2)}\n\n`, false],
    ["event: content_block_delta\n\n", false],
    ["event: content_block_", false],
    [`event: content_block_delta\nid: 5\ndata: ${data}\n\n`, false],
    [`data: ${data}\n\n`, false],
    ["", false],
  ];
  for (const [text, expected] of table) {
    // Bytes around the event are somebody else's.
    const bytes = new TextEncoder().encode(`x}${text}}x`);
    assert.equal(isBlockEvent(bytes, 2, bytes.length - 2), expected, JSON.stringify(text));
  }
});
