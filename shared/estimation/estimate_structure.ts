import { estimateTokens } from "./estimate_tokens.ts";

/** Estimates the tokens of any JSON: its names and values, about as they are written out for a model. */
export function estimateStructure(value: unknown, depth = 0): number {
  if (typeof value === "string") return estimateTokens(value) + 1;
  if (typeof value !== "object") return value === undefined ? 0 : 1;
  if (value === null || depth >= DEPTH_MAX) return 0;
  let tokens = 1;
  if (Array.isArray(value)) {
    for (const item of value) tokens += estimateStructure(item, depth + 1);
    return tokens;
  }
  const members = value as Readonly<Record<string, unknown>>;
  for (const name in members) tokens += estimateTokens(name) + 1 + estimateStructure(members[name], depth + 1);
  return tokens;
}

/** Structures nest in schemas; what lies deeper is not looked at. */
const DEPTH_MAX = 64;
