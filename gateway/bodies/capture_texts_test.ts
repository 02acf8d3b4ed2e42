import assert from "node:assert/strict";
import type { BodyCapture } from "../../shared/contracts/body_capture.ts";
import { capturedTexts } from "../../shared/contracts/captured_body.ts";
import { test } from "../../testing/test.ts";
import { captureTexts } from "./capture_texts.ts";
import { BodyGatherer } from "./gathered_bodies.ts";

const SECRET = "sk-live-0123456789abcdefghijklmnop";
const SETTINGS: BodyCapture = { enabled: true, bytesMax: 65_536, retentionDays: 7, redact: ["email"] };

test("captureTexts() redacts a prompt as it is meant and not as it is written, its secrets' names included", async () => {
  const { request } = await capture({
    body: { model: "m", messages: [{ content: `my key:\n${SECRET}` }], headers: { Authorization: "any thing" } },
  });
  assert.deepEqual(JSON.parse(request.text), {
    model: "m",
    messages: [{ content: "my key:\n[redacted]" }],
    headers: { Authorization: "[redacted]" },
  });
  assert.deepEqual(request.redactions, [{ name: "secret", count: 2 }]);
  assert.equal(request.truncated, false);
});

test("captureTexts() replaces an image by its size however large it is, and keeps what follows", async () => {
  const url = `data:image/png;base64,${"AAAA".repeat(2_000_000)}`;
  const parts = [{ type: "image_url", image_url: { url } }, { type: "text", text: "What is it?" }];
  const { request } = await capture({ body: { messages: [{ content: parts }] } });
  const [image, text] = JSON.parse(request.text).messages[0].content;
  assert.equal(image.image_url.url, "data:image/png;base64,[6000000 bytes]");
  assert.equal(text.text, "What is it?");
  assert.deepEqual([request.truncated, request.mediaCharacters], [false, 8_000_000]);
});

test("captureTexts() cuts at bytesMax of UTF-8, says so, and leaves no half of a secret at the end", async () => {
  const bytesMax = 1_024;
  for (let offset = 0; offset <= SECRET.length + 2; offset++) {
    const content = `${"ä ".repeat(10)}${"x ".repeat(480 - offset)}${SECRET} ${"y ".repeat(10_000)}`;
    const { request } = await capture({ body: { content }, settings: { ...SETTINGS, bytesMax } });
    assert.ok(request.truncated);
    assert.ok(new TextEncoder().encode(request.text).length <= bytesMax);
    assert.ok(!request.text.includes("sk-"), request.text.slice(-60));
  }
});

test("captureTexts() finds what a streamed answer says in pieces, cut anywhere, and keeps the events", async () => {
  const words = `The key is ${SECRET}, ask ada@example.com for more.`;
  for (const size of [1, 2, 3, 7, 100]) {
    const pieces = words.match(new RegExp(`.{1,${size}}`, "g"))!;
    const events = pieces.map((content) => chatEvent({ content }));
    const { answer } = await capture({ stream: `${events.join("")}data: [DONE]\n\n` });
    assert.ok(answer!.text.endsWith("data: [DONE]\n\n"));
    assert.equal(contentOf(answer!.text), "The key is [redacted], ask [redacted email] for more.", `pieces of ${size}`);
    assert.deepEqual(answer!.redactions, [{ name: "secret", count: 1 }, { name: "email", count: 1 }]);
    assert.equal(answer!.text.split("data: ").length, events.length + 2, "not an event less");
  }
});

test("captureTexts() keeps the texts of a stream apart that come side by side, in every dialect", async () => {
  const choices = [0, 1].flatMap((
    index,
  ) => [chatEvent({ content: "sk-live-01" }, index), chatEvent({ content: "23456789ab" }, index)]);
  const chat = await capture({ stream: [choices[0], choices[2], choices[1], choices[3]].join("") });
  assert.deepEqual(chat.answer!.redactions, [{ name: "secret", count: 2 }]);
  const anthropic = ["sk-live-01", "23456789ab"].flatMap((text) =>
    [0, 1].map((index) =>
      `event: content_block_delta\ndata: ${
        JSON.stringify({ type: "content_block_delta", index, delta: { type: "text_delta", text } })
      }\n\n`
    )
  );
  const messages = await capture({ stream: anthropic.join("") });
  assert.deepEqual(messages.answer!.redactions, [{ name: "secret", count: 2 }]);
  assert.ok(messages.answer!.text.startsWith("event: content_block_delta\ndata: {"));
  const responses = ["sk-live-01", "23456789ab"].map((delta) =>
    `data: ${JSON.stringify({ type: "response.output_text.delta", item_id: "a", output_index: 0, delta })}\n\n`
  );
  assert.deepEqual((await capture({ stream: responses.join("") })).answer!.redactions, [{ name: "secret", count: 1 }]);
});

test("captureTexts() cuts a long stream at whole lines, and leaves nothing of a secret that is spread over the cut", async () => {
  const bytesMax = 4_096;
  const settings = { ...SETTINGS, bytesMax };
  for (let before = 40; before < 70; before++) {
    const contents = [...Array(before).fill("word "), ...SECRET.match(/../g)!, ...Array(2_000).fill(" more")];
    const stream = contents.map((content) => chatEvent({ content })).join("");
    const { answer } = await capture({ stream, settings });
    assert.ok(answer!.truncated && answer!.text.length <= bytesMax);
    assert.equal(answer!.bytes, stream.length);
    assert.ok(!contentOf(answer!.text).includes("sk"), `after ${before} words`);
  }
});

test("captureTexts() takes a whole answer as JSON, and one that is none as text", async () => {
  const json = JSON.stringify({ choices: [{ message: { content: `a\n${SECRET}` } }] });
  const whole = await capture({ whole: json });
  assert.equal(JSON.parse(whole.answer!.text).choices[0].message.content, "a\n[redacted]");
  const torn = await capture({ whole: json.slice(0, -3) });
  assert.ok(!torn.answer!.text.includes("sk-live"), "an escape before it hides no secret");
  assert.equal((await capture({})).answer, null);
});

async function capture(
  { body = {}, settings = SETTINGS, stream, whole }: {
    body?: Record<string, unknown>;
    settings?: BodyCapture;
    stream?: string;
    whole?: string;
  },
) {
  const gatherer = new BodyGatherer("captured", settings, stream !== undefined);
  const bytes = new TextEncoder().encode(stream ?? whole ?? "");
  for (let at = 0; at < bytes.length; at += 1_000) gatherer.append(bytes.subarray(at, at + 1_000));
  const exchange = { id: "", ts: 0, key: {}, asked: { body, bytes } } as unknown as Parameters<
    BodyGatherer["gathered"]
  >[0];
  return capturedTexts.parse(await captureTexts(gatherer.gathered(exchange), () => Promise.resolve()));
}

function chatEvent(delta: Record<string, unknown>, index = 0): string {
  return `data: ${JSON.stringify({ id: "chatcmpl-1", choices: [{ index, delta }] })}\n\n`;
}

function contentOf(stream: string): string {
  return stream.split("\n").filter((line) => line.startsWith("data: {") && line.endsWith("}"))
    .map((line) => JSON.parse(line.slice(6)).choices[0].delta.content).join("");
}
