import type { Client } from "@urql/core";
import type { Clock } from "../../shared/time/clock.ts";
import { playgroundRecordQuery } from "../graphql/documents/playground.ts";
import { queryOutcome } from "../graphql/outcome.ts";
import type { AnswerRecord } from "./conversation.ts";

/** What is on record of a request, as soon as it is; null when it does not come within some seconds. */
export async function readAnswerRecord(client: Client, id: string, clock: Clock): Promise<AnswerRecord | null> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    // Records come by way of the gateway's disk and the recorder, in batches.
    await clock.delay(attempt === 0 ? FIRST_MS : NEXT_MS);
    const outcome = queryOutcome(
      await client.query(playgroundRecordQuery, { id }, { requestPolicy: "network-only" }).toPromise(),
    );
    if (outcome.kind === "failed") continue;
    const { node } = outcome.data;
    if (node?.__typename !== "RequestLog") continue;
    const { requestId, provider, modelServed, tokens, timings, costNanoUsd } = node;
    return {
      requestId,
      target: provider === null ? "no target" : `${provider}/${modelServed ?? "?"}`,
      inputTokens: tokens.input,
      outputTokens: tokens.output,
      costNanoUsd,
      ttftMs: timings.ttftMs,
      totalMs: timings.totalMs,
    };
  }
  return null;
}

const ATTEMPTS_MAX = 12;
const FIRST_MS = 300;
const NEXT_MS = 1_000;
