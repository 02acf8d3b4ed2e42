import type { TokenCounts } from "../../../shared/contracts/request_record.ts";
import { readGeminiUsage } from "../gemini/usage.ts";
import { asCount, asObject } from "../untyped.ts";

/** What the answer counted: for the batch, or for each text; null when it did not, as older models do not. */
export function readGeminiEmbeddingsUsage(body: Record<string, unknown>): TokenCounts | null {
  const whole = readGeminiUsage(body["usageMetadata"]);
  if (whole !== null) return { ...whole, output: 0, reasoning: 0 };
  const embeddings = Array.isArray(body["embeddings"]) ? body["embeddings"] : [];
  const counts = embeddings.map((one) => asCount(asObject(asObject(one)?.["statistics"])?.["tokenCount"]));
  if (counts.length === 0 || counts.includes(null)) return null;
  const input = counts.reduce((sum: number, count) => sum + (count ?? 0), 0);
  return { input, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 };
}
