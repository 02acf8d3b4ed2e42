import type { TokenCounts } from "../../../shared/contracts/request_record.ts";
import { type JsonWriter, pieceOf } from "../../records/json_writer.ts";
import type { Exchange } from "../exchange.ts";
import type { Metered } from "../meter.ts";

/** Writes what a request asked for and used, and what that costs. */
export function writeUse(into: JsonWriter, { asked }: Exchange, { tokens, costNanoUsd, priceVersion }: Metered): void {
  into.piece(ESTIMATED_TOKENS);
  into.number(asked?.estimatedTokens ?? 0);
  into.piece(MAX_TOKENS_ASKED);
  into.number(asked?.facts.maxTokensAsked ?? null);
  writeTokens(into, tokens);
  into.piece(COST_NANO_USD);
  into.number(costNanoUsd);
  into.piece(PRICE_VERSION);
  into.name(priceVersion);
}

function writeTokens(into: JsonWriter, { input, output, cacheRead, cacheWrite, reasoning }: TokenCounts): void {
  into.piece(INPUT);
  into.number(input);
  into.piece(OUTPUT);
  into.number(output);
  if (cacheRead === 0 && cacheWrite === 0 && reasoning === 0) return into.piece(NO_SHARES);
  into.piece(COMMA);
  into.members({ cacheRead, cacheWrite, reasoning });
  into.piece(OBJECT_ENDS);
}

/** Writes how long it took. */
export function writeTimings(into: JsonWriter, { queueMs, waitedMs, ttftMs }: Exchange, totalMs: number): void {
  into.piece(QUEUE_MS);
  into.milliseconds(queueMs);
  into.piece(OVERHEAD_MS);
  into.milliseconds(Math.max(0, totalMs - waitedMs));
  into.piece(TTFT_MS);
  into.milliseconds(ttftMs);
  into.piece(TOTAL_MS);
  into.milliseconds(totalMs);
  into.piece(OBJECT_ENDS);
}

const COMMA = pieceOf(",");
const OBJECT_ENDS = pieceOf("}");
const ESTIMATED_TOKENS = pieceOf(',"estimatedTokens":');
const MAX_TOKENS_ASKED = pieceOf(',"maxTokensAsked":');
const INPUT = pieceOf(',"tokens":{"input":');
const OUTPUT = pieceOf(',"output":');
const NO_SHARES = pieceOf(',"cacheRead":0,"cacheWrite":0,"reasoning":0}');
const COST_NANO_USD = pieceOf(',"costNanoUsd":');
const PRICE_VERSION = pieceOf(',"priceVersion":');
const QUEUE_MS = pieceOf(',"timings":{"queueMs":');
const OVERHEAD_MS = pieceOf(',"overheadMs":');
const TTFT_MS = pieceOf(',"ttftMs":');
const TOTAL_MS = pieceOf(',"totalMs":');
