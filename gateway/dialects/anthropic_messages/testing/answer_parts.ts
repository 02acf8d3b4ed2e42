import fc from "fast-check";
import type { AnswerPart, Citation, FinishReason } from "../../../translation/answer_part.ts";
import type { AnswerContext } from "../../../translation/client_codec.ts";
import type { Signature, SignatureOrigin } from "../../../translation/conversation.ts";

/** A context whose ids are numbered from 1. */
export function answerContext(body: Record<string, unknown> = {}): AnswerContext {
  let ids = 0;
  return { body, model: "served", usageAsked: true, created: 1, newId: (prefix) => `${prefix}${++ids}` };
}

const origins: readonly SignatureOrigin[] = ["anthropic", "gemini", "openai"];

const signatures: fc.Arbitrary<Signature> = fc.record({
  by: fc.constantFrom(...origins),
  value: fc.string({ minLength: 1, maxLength: 40 }),
}, { noNullPrototype: true });

const orNull = <Value>(values: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> => fc.option(values, { nil: null });

const texts = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });

const citations: fc.Arbitrary<Citation> = fc.oneof(
  fc.record({
    type: fc.constant("url" as const),
    url: fc.webUrl(),
    title: orNull(texts),
    citedText: orNull(texts),
    span: fc.constant(null),
  }),
  fc.record({
    type: fc.constant("document" as const),
    document: fc.nat(5),
    title: orNull(texts),
    citedText: orNull(texts),
    place: orNull(fc.record({
      by: fc.constantFrom("characters" as const, "pages" as const, "blocks" as const),
      start: fc.nat(99),
      end: fc.nat(99),
    })),
  }),
);

/** What a tool is called with: an object of anything, but for the one name that no parser gives back. */
const inputs = fc.dictionary(fc.string().filter((name) => name !== "__proto__"), fc.jsonValue({ maxDepth: 2 }), {
  maxKeys: 4,
});

/** Calls whose arguments come in pieces, those of one among those of the others; some come all at once, some not at all. */
const callGroups = fc.record({
  calls: fc.array(
    fc.record({ name: fc.constantFrom("get_weather", "search"), input: inputs, signature: orNull(signatures) }),
    { minLength: 1, maxLength: 3 },
  ),
  /** How long the pieces are, and whose turn it is. */
  lengths: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 }),
  turns: fc.array(fc.nat(2), { minLength: 1, maxLength: 30 }),
  beginAtOnce: fc.boolean(),
});

const steps = fc.oneof(
  fc.record({ type: fc.constant("text" as const), text: texts }),
  fc.record({ type: fc.constant("citation" as const), citation: citations }),
  fc.record({ type: fc.constant("thinking" as const), text: texts }),
  fc.record({ type: fc.constant("signature" as const), signature: signatures }),
  fc.record({ type: fc.constant("redacted_thinking" as const), data: signatures }),
  fc.record({ type: fc.constant("calls" as const), group: callGroups }),
);

const finishes = fc.record({
  type: fc.constant("finish" as const),
  reason: fc.constantFrom<FinishReason>("stop", "stop_sequence", "length", "tool_calls", "content_filter", "refusal"),
  stopSequence: orNull(texts),
  tokens: orNull(fc.record({
    input: fc.integer({ min: 200, max: 1_000 }),
    output: fc.nat(1_000),
    cacheRead: fc.nat(100),
    cacheWrite: fc.nat(100),
    reasoning: fc.nat(100),
  })),
});

/** Any answer that keeps the rules of `AnswerPart`, whole, with the calls it makes and their arguments in any mixture. */
export const answerParts: fc.Arbitrary<AnswerPart[]> = fc
  .tuple(fc.array(steps, { maxLength: 8 }), finishes)
  .map(([said, finish]): AnswerPart[] => {
    const parts: AnswerPart[] = [{ type: "start", id: "msg_1", model: "model-1" }];
    let calls = 0;
    for (const step of said) {
      if (step.type !== "calls") {
        parts.push(step);
        continue;
      }
      parts.push(...callParts(step.group, calls));
      calls += step.group.calls.length;
    }
    return [...parts, finish];
  });

type CallGroup = typeof callGroups extends fc.Arbitrary<infer Group> ? Group : never;

function callParts({ calls, lengths, turns, beginAtOnce }: CallGroup, first: number): AnswerPart[] {
  const begins = calls.map(({ name, signature }, index): AnswerPart => {
    const call = first + index;
    return { type: "tool_call", call, id: `call_${call}`, name, signature };
  });
  const pieces = calls.map(({ input }, index): AnswerPart[] =>
    cut(JSON.stringify(input), lengths).map((json) => ({ type: "tool_arguments", call: first + index, json }))
  );
  if (!beginAtOnce) return begins.flatMap((begin, index) => [begin, ...pieces[index]!]);
  const parts = [...begins];
  for (let turn = 0; pieces.some((left) => left.length > 0); turn++) {
    const next = pieces[turns[turn % turns.length]! % pieces.length]!.shift() ??
      pieces.find((left) => left.length > 0)!.shift()!;
    parts.push(next);
  }
  return parts;
}

function cut(text: string, lengths: readonly number[]): string[] {
  const pieces: string[] = [];
  for (let at = 0, index = 0; at < text.length; index++) {
    const length = lengths[index % lengths.length]!;
    pieces.push(text.slice(at, at + length));
    at += length;
  }
  return pieces;
}
