import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { isDeltaEvent } from "./event_probe.ts";

const probe = (text: string) => {
  const bytes = new TextEncoder().encode(`before${text}`);
  return isDeltaEvent(bytes, "before".length, bytes.length);
};

test("isDeltaEvent() tells events that carry a piece and nothing else", () => {
  const deltas = [
    'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","delta":"x"}\n\n',
    'event: response.output_text.delta\r\ndata: {"type":"response.output_text.delta","delta":"x"}\r\n\r\n',
    'event: response.function_call_arguments.delta\ndata: {"type":"response.function_call_arguments.delta"}\n\n',
  ];
  for (const text of deltas) assert.ok(probe(text), text);
  const others = [
    'event: response.completed\ndata: {"type":"response.completed"}\n\n',
    'event: response.output_text.delta\ndata: {"type":"response.completed","delta":"x"}\n\n',
    'event: response.output_text.delta\ndata: {"delta":"x","type":"response.output_text.delta"}\n\n',
    'event: response.output_text.delta\ndata: {"type":"response.output_text.delta.more"}\n\n',
    'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","delta":"x\n\n',
    'data: {"type":"response.output_text.delta","delta":"x"}\n\n',
    "event: response.output_text.delta",
    "event: .delta\n",
    "",
  ];
  for (const text of others) assert.ok(!probe(text), text);
});
