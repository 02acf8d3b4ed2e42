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

test("estimateTokens() counts run by run, whatever the text's length and script", () => {
  const piece = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.string({ unit: "binary", maxLength: 8 }),
    fc.constantFrom(
      " ",
      "  ",
      "\n",
      "\r\n\t",
      "é",
      "\ud800",
      "🎉",
      "漢字",
      "I",
      "Word",
      "camelCase",
      "HTTPServer2",
      "1234567",
      "({[",
    ),
    fc.stringMatching(/^[a-zA-Z0-9]{60,70}$/),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.constantFrom("", " ", "-"), (pieces, separator) => {
      const text = pieces.join(separator);
      assert.equal(estimateTokens(text), countedByRuns(text));
    }),
  );
  for (const length of [31, 32, 4_095, 4_096, 4_097, 1_500_000]) {
    const [plain, wide] = ["word ".repeat(length).slice(0, length), "wört ".repeat(length).slice(0, length)];
    assert.equal(estimateTokens(plain), countedByRuns(plain), `${length} of ASCII`);
    assert.equal(estimateTokens(wide), countedByRuns(wide), `${length} beyond ASCII`);
  }
});

/** The estimate as its rules say it, by regular expressions; of characters beyond ASCII it asks for each alone. */
function countedByRuns(text: string): number {
  let tokens = 0;
  for (
    const [run] of text.matchAll(
      /[A-Za-z0-9]+| +|[\t\n\r]+|[^A-Za-z0-9 \t\n\r\u0080-\u{10ffff}]+|[\u0080-\u{10ffff}]/gu,
    )
  ) {
    const { length } = run;
    if (/^[A-Za-z0-9]/.test(run)) tokens += length > 64 ? length / 1.45 : countedByWords(run);
    else if (run[0] === " ") tokens += length > 1 ? 1.09 + length / 80 : 0;
    else if (/^[\t\n\r]/.test(run)) tokens += 0.2 + (length - 1) / 8;
    else if (run >= "\u0080") tokens += estimateTokens(run);
    else tokens += 0.83 + (Math.min(length, 4) - 1) * 0.2 + Math.max(0, length - 4) * 0.6;
  }
  return tokens;
}

function countedByWords(run: string): number {
  let tokens = 0;
  for (const [part, digits, capitals = "", small = ""] of run.matchAll(/([0-9]+)|([A-Z]*)([a-z]*)/g)) {
    if (part === "") continue;
    if (digits !== undefined) {
      tokens += Math.ceil(digits.length / 3);
      continue;
    }
    const letters = capitals.length > 1 ? small.length : part.length;
    const shouted = capitals.length > 1 ? capitals.length / 3.8 : 0;
    tokens += letters === 0 ? shouted : shouted + 1.03 + Math.max(0, letters - 6) / 4.9;
  }
  return tokens;
}

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
