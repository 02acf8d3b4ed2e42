import type { AnswerPart } from "../../../translation/answer_part.ts";

const CHOICES = [
  "text",
  "text",
  "thinking",
  "signature",
  "redacted",
  "refusal",
  "call",
  "arguments",
  "url",
  "document",
];
const ORIGINS = ["anthropic", "gemini", "openai"] as const;
const REASONS = ["stop", "stop_sequence", "length", "tool_calls", "content_filter", "refusal"] as const;

/** An answer that a provider may well give: any parts in any order that `AnswerPart` allows, the same for the same seed. */
export function randomParts(seed: number): AnswerPart[] {
  const random = generator(seed);
  const below = (bound: number) => Math.floor(random() * bound);
  const word = () => ["Grüße ", "日本🙂", 'a "quoted" \n\nline', "", "data: [DONE]", "\\u0000\u2028"][below(6)]!;
  const parts: AnswerPart[] = [{ type: "start", id: below(2) ? "msg_1" : null, model: below(2) ? "served" : null }];
  const pieces: string[][] = [];
  for (let count = below(12); count > 0; count--) {
    const by = ORIGINS[below(3)]!;
    switch (CHOICES[below(CHOICES.length)]) {
      case "text":
        parts.push({ type: "text", text: word() });
        break;
      case "thinking":
        parts.push({ type: "thinking", text: word() });
        break;
      case "signature":
        parts.push({ type: "signature", signature: { by, value: `s${count}==` } });
        break;
      case "redacted":
        parts.push({ type: "redacted_thinking", data: { by: "anthropic", value: `r${count}` } });
        break;
      case "refusal":
        parts.push({ type: "refusal", text: word() });
        break;
      case "call": {
        const call = pieces.push(['{"a":', ` "${below(9)}`, '"}']) - 1;
        const signature = below(2) ? { by, value: "ü/+" } : null;
        parts.push({ type: "tool_call", call, id: `call_${call}`, name: `tool_${call}`, signature });
        break;
      }
      case "arguments": {
        const call = below(pieces.length || 1);
        const json = pieces[call]?.shift();
        if (json !== undefined) parts.push({ type: "tool_arguments", call, json });
        break;
      }
      case "url": {
        const span = below(2) ? { start: 0, end: below(9) } : null;
        const citation = { type: "url" as const, url: "https://example.org/a", citedText: null, span };
        parts.push({ type: "citation", citation: { ...citation, title: below(2) ? "A" : null } });
        break;
      }
      case "document":
        parts.push({
          type: "citation",
          citation: { type: "document", document: 0, title: null, citedText: "x", place: null },
        });
    }
  }
  // What is left of arguments comes at the end, and calls without any have an empty object.
  pieces.forEach((rest, call) =>
    parts.push({ type: "tool_arguments", call, json: rest.length === 3 ? "{}" : rest.join("") })
  );
  const tokens = {
    input: below(99),
    output: below(99),
    cacheRead: below(9),
    cacheWrite: below(9),
    reasoning: below(9),
  };
  const reason = REASONS[below(REASONS.length)]!;
  parts.push({
    type: "finish",
    reason,
    stopSequence: reason === "stop_sequence" ? "END" : null,
    tokens: below(3) ? tokens : null,
  });
  return parts;
}

/** Numbers from 0 to 1 (mulberry32). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}
