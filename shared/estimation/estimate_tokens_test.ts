import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "../../testing/test.ts";
import { estimateTokens } from "./estimate_tokens.ts";

const PROSE =
  "The old lighthouse keeper had not spoken to another person in nearly three weeks when the storm finally broke. He " +
  "stood at the window, watching grey water throw itself against the rocks, and thought about the letter that he had " +
  `never sent. "It doesn't matter now," he said aloud, and his own voice surprised him.`;

const CODE = `export function nextDue(delays: PendingDelay[], targetMs: number): PendingDelay | undefined {
  let next: PendingDelay | undefined;
  for (const delay of delays) {
    if (delay.dueMs <= targetMs && (next === undefined || delay.dueMs < next.dueMs)) next = delay;
  }
  return next;
}
`;

test("estimateTokens() comes close to what o200k_base counts", () => {
  const cases: [name: string, text: string, counted: number, lowest: number, highest: number][] = [
    ["prose", PROSE, 63, -0.02, 0.1],
    ["code", CODE, 75, -0.02, 0.15],
    ["Chinese", "今天的天气很好,我们一起去公园散步吧。请帮我写一篇关于环境保护的文章。", 26, -0.1, 0.15],
    ["Japanese", "今日はとても天気がいいので、公園を散歩しましょう。", 16, -0.1, 0.2],
    ["Korean", "오늘은 날씨가 아주 좋으니 공원을 산책합시다.", 17, -0.15, 0.15],
    ["one word", "hello", 1, 0, 0.1],
    ["nothing", "", 0, 0, 0],
  ];
  for (const [name, text, counted, lowest, highest] of cases) {
    const error = counted === 0 ? estimateTokens(text) : estimateTokens(text) / counted - 1;
    assert.ok(error >= lowest && error <= highest, `${name}: ${estimateTokens(text)} for ${counted}`);
  }
});

test("estimateTokens() counts a long run of letters and digits by its length", () => {
  assert.ok(Math.abs(estimateTokens("aB3".repeat(1_000)) - 3_000 / 1.45) < 1);
});

test("estimateTokens() is finite, not negative, and never far below one token for eight bytes of UTF-8", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary", maxLength: 200 }), fc.string({ maxLength: 200 })), (text) => {
      const tokens = estimateTokens(text);
      assert.ok(Number.isFinite(tokens) && tokens >= 0);
      const dense = text.replace(/[\s]+/g, "");
      assert.ok(tokens >= new TextEncoder().encode(dense).length / 12 - 1, `${tokens} for ${JSON.stringify(text)}`);
    }),
  );
});

test("estimateTokens() takes hostile input in time that grows with its length alone", () => {
  const hostile = ["a", "A", "aB", "1a", " ", "\n", "!?", "  \n", "\ud800", "é", "🎉", "你a", "-", "'s"];
  for (const unit of hostile) {
    const text = unit.repeat(Math.ceil(1_000_000 / unit.length));
    const start = performance.now();
    estimateTokens(text);
    const elapsedMs = performance.now() - start;
    // Linear is some 10 ms; a tokenizer's quadratic step on the same text takes minutes.
    assert.ok(elapsedMs < 1_000, `${JSON.stringify(unit)}: ${elapsedMs} ms`);
  }
});
