import OpenAI from "openai";
import type { Seen, Setting } from "./cell.ts";

/** The official client, pointed at the gateway. */
export function openaiClient({ gatewayUrl, apiKey, headers }: Setting): OpenAI {
  return new OpenAI({ baseURL: `${gatewayUrl}/v1`, apiKey, defaultHeaders: headers });
}

/** What an application catches. */
export async function seenError(ask: () => Promise<unknown>): Promise<Seen> {
  try {
    await ask();
  } catch (error) {
    if (error instanceof OpenAI.APIError) return { error: { status: error.status ?? null, message: error.message } };
    throw error;
  }
  throw new Error("no error was thrown");
}
