import assert from "node:assert/strict";
import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import type { CellLine, Seen } from "./clients/cell.ts";
import { EXPECTED } from "./expected.ts";

/** What is to be said against a cell: null when nothing. `records`: those that the cell's requests left, in order. */
export function judge(line: CellLine, records: readonly RequestRecord[]): string | null {
  try {
    if (isRefused(line)) return null;
    if (line.failure !== null) return line.failure;
    judgeSeen(line, line.seen!);
    judgeRecords(line, records);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/\s+/g, " ") : String(error);
  }
}

/** Whether the provider has no such thing, and the client was told so: a right answer, if not the one that it hoped for. */
export function isRefused({ provider, case: which, failure }: CellLine): boolean {
  return provider === "anthropic" && which === "embeddings" && failure !== null && /embeddings/.test(failure);
}

/** OpenAI's chat completions show nothing of what a model thought. */
function hidesThinking({ client, provider }: CellLine): boolean {
  const asksForResponses = client === "openai responses" || client === "ai @ai-sdk/openai";
  return (provider === "openai" || provider === "azure") && !asksForResponses;
}

/** The mock provider says what it likes: of its texts only that there are some is foreseen. */
function judgeSeen(line: CellLine, seen: Seen): void {
  const which = line.case;
  const isMock = line.provider === "mock";
  switch (which) {
    case "plain":
      return isMock ? assert.ok(seen.text!.length > 0) : assert.equal(seen.text, EXPECTED.plain.text);
    case "stream":
      assert.ok(seen.pieces! > 1, `${seen.pieces} pieces`);
      return isMock ? assert.ok(seen.text!.length > 0) : assert.equal(seen.text, EXPECTED.stream.text);
    case "tools":
    case "parallel tools":
      if (isMock) return assert.deepEqual(seen.toolCalls, EXPECTED[which].toolCalls);
      assert.deepEqual(seen.toolCalls, EXPECTED[which].toolCalls);
      return assert.equal(seen.text, EXPECTED[which].text);
    case "tools streamed":
      return assert.deepEqual(seen.toolCalls, EXPECTED.tools.toolCalls);
    case "structured":
      if (isMock) return assert.deepEqual(seen.object, { city: "Paris", inhabitants: 1 });
      return assert.deepEqual(seen.object, EXPECTED.structured.object);
    case "image":
      return isMock ? assert.ok(seen.text!.length > 0) : assert.equal(seen.text, EXPECTED.image.text);
    case "thinking":
      if (isMock) return assert.ok(seen.text!.length > 0 && seen.thinking!.length > 0, "no text, or nothing thought");
      if (!hidesThinking(line)) assert.equal(seen.thinking, EXPECTED.thinking.thinking);
      return assert.equal(seen.text, EXPECTED.thinking.text);
    case "error":
      assert.equal(seen.error!.status, 400);
      return isMock ? undefined : assert.match(seen.error!.message, new RegExp(EXPECTED.error.message));
    case "cancel":
      return;
    case "embeddings":
      assert.equal(seen.vectors!.length, 2);
      if (isMock) return;
      for (const [index, vector] of EXPECTED.embeddings.vectors.entries()) {
        assert.deepEqual([...seen.vectors![index]!], [...vector]);
      }
      return;
    case "count tokens":
      return assert.ok(seen.tokens! > 0);
  }
}

/** The account of it must agree with what the client was told. */
function judgeRecords(line: CellLine, records: readonly RequestRecord[]): void {
  const { seen, case: which } = line;
  assert.ok(records.length > 0, "no record");
  const first = records[0]!;
  const outcome = which === "cancel" ? "cancelled" : which === "error" ? "failed" : "completed";
  assert.deepEqual(records.map((record) => record.outcome), records.map(() => outcome), "on record");
  if (which !== "count tokens") assert.equal(first.provider, line.provider, "provider on record");
  if (seen!.usage === undefined || which === "error") return;
  assert.deepEqual(
    seen!.usage,
    { input: first.tokens.input, output: first.tokens.output },
    "usage, seen and on record",
  );
}
