import type { Client } from "@urql/core";
import type { Clock } from "../../shared/time/clock.ts";
import { requestLogQuery } from "../graphql/documents/request_logs_record.ts";
import type { Failure } from "../graphql/failure.ts";
import { queryOutcome } from "../graphql/outcome.ts";
import type { LogScope } from "./log_scope.ts";
import type { LogDetail } from "./request_log.ts";

export type RequestLogOutcome = { kind: "record"; log: LogDetail } | { kind: "none" } | Failure;

export interface ReadRequestLogOptions {
  clock: Clock;
  signal: AbortSignal;
}

/**
 * Reads one record. A live table shows records before they are stored: what is not there yet is asked for
 * again, each second for five seconds. Rejects when the signal aborts meanwhile.
 */
export async function readRequestLog(
  client: Client,
  { scope, requestId }: { scope: LogScope; requestId: string },
  { clock, signal }: ReadRequestLogOptions,
): Promise<RequestLogOutcome> {
  const variables = { ...scope, requestId, withProject: true };
  for (let attempt = 1;; attempt++) {
    // A record never changes: one that was read is right. That there is none is right only now.
    const requestPolicy = attempt === 1 ? "cache-first" : "network-only";
    const outcome = queryOutcome(await client.query(requestLogQuery, variables, { requestPolicy }).toPromise());
    if (outcome.kind === "failed") return outcome;
    const log = outcome.data.requestLogs.edges[0]?.node;
    if (log !== undefined) return { kind: "record", log };
    if (attempt > RETRIES) return { kind: "none" };
    await clock.delay(RETRY_MS, signal);
  }
}

const RETRIES = 5;
const RETRY_MS = 1_000;
