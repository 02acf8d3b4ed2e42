import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { FirstContentGate, GATE_BYTES_MAX, GATE_FRAMES_MAX } from "./first_content_gate.ts";

function setUp() {
  const log: string[] = [];
  const gate = new FirstContentGate(
    (bytes) => log.push(new TextDecoder().decode(bytes)),
    (opening) => log.push(`<${opening}>`),
  );
  return { gate, log, push: (text: string, content = false) => gate.push(new TextEncoder().encode(text), 1, content) };
}

test("FirstContentGate holds what comes before content and then lets it out unchanged, in order", () => {
  const { gate, log, push } = setUp();
  push("role");
  push("ping");
  assert.deepEqual([gate.open, log], [false, []]);
  push("text", true);
  push("more");
  assert.deepEqual([gate.open, log], [true, ["<content>", "role", "ping", "text", "more"]]);
});

test("FirstContentGate opens at a terminal", () => {
  const { gate, log, push } = setUp();
  push("role");
  gate.terminal(new TextEncoder().encode("done"));
  assert.deepEqual(log, ["<terminal>", "role", "done"]);
});

test("FirstContentGate opens at its bounds, one frame and one byte before not", () => {
  const frames = setUp();
  for (let i = 1; i < GATE_FRAMES_MAX; i++) frames.push("x");
  assert.equal(frames.gate.open, false);
  frames.push("x");
  assert.equal(frames.log[0], "<bound>");
  const bytes = setUp();
  bytes.push("x".repeat(GATE_BYTES_MAX - 1));
  assert.equal(bytes.gate.open, false);
  bytes.push("x");
  assert.equal(bytes.log[0], "<bound>");
});

test("FirstContentGate opens for content without bytes and sends no empty chunk", () => {
  const { log, push } = setUp();
  push("role");
  push("", true);
  push("");
  assert.deepEqual(log, ["<content>", "role"]);
});
