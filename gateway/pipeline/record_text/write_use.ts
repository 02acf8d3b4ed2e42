import { type JsonWriter, pieceOf } from "../../records/json_writer.ts";
import type { Exchange } from "../exchange.ts";
import type { Metered } from "../meter.ts";

/** Writes what a request used, and what that costs. */
export function writeUse(into: JsonWriter, { tokens, costNanoUsd, priceVersion }: Metered): void {
  const { input, output, cacheRead, cacheWrite, reasoning } = tokens;
  if (cacheRead === 0 && cacheWrite === 0 && reasoning === 0) {
    into.piece(NO_SHARES);
  } else {
    into.piece(TOKENS);
    into.members({ cacheRead, cacheWrite, reasoning });
    into.piece(INPUT);
  }
  into.number(input);
  into.piece(OUTPUT);
  into.number(output);
  into.piece(COST_NANO_USD);
  into.number(costNanoUsd);
  into.piece(PRICE_VERSION);
  into.name(priceVersion);
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

const OBJECT_ENDS = pieceOf("}");
const TOKENS = pieceOf(',"tokens":{');
const NO_SHARES = pieceOf(',"tokens":{"cacheRead":0,"cacheWrite":0,"reasoning":0,"input":');
const INPUT = pieceOf(',"input":');
const OUTPUT = pieceOf(',"output":');
const COST_NANO_USD = pieceOf('},"costNanoUsd":');
const PRICE_VERSION = pieceOf(',"priceVersion":');
const QUEUE_MS = pieceOf(',"timings":{"queueMs":');
const OVERHEAD_MS = pieceOf(',"overheadMs":');
const TTFT_MS = pieceOf(',"ttftMs":');
const TOTAL_MS = pieceOf(',"totalMs":');
