import { parseCursor } from "../../shared/transport/record_cursor.ts";
import { UnavailableError, ValidationError } from "../api_error.ts";
import { authorize } from "../authorization/authorize.ts";
import type { GraphqlContext } from "../graphql/context.ts";
import { backfillLogs } from "./backfill_logs.ts";
import { readLogQuery } from "./log_query.ts";
import { matchesRecord } from "./match_record.ts";
import { type TailEvent, TailSubscription } from "./tail_subscription.ts";

/**
 * Records of a project, or of a whole tenant, as they come in, from now on or after a cursor of an earlier event. Ends when
 * the client goes away, the process shuts down, or the caller's right to see them is gone.
 */
export async function tailLogs(
  call: GraphqlContext,
  input: { projectId: string | null; tenantId: string | null; filter: unknown; after?: string | null },
): Promise<AsyncIterableIterator<TailEvent>> {
  const { tenantId, conditions } = await readLogQuery(call, input);
  if (input.after != null && parseCursor(input.after) === null) {
    throw new ValidationError([{ path: ["after"], message: "not a cursor of this subscription" }]);
  }
  const { db, clock, transport, logTail, logger } = call.dependencies;
  const subscription = await TailSubscription.open({
    tail: logTail,
    stream: transport.recordStream.tail,
    clock,
    wants: (record) => matchesRecord(conditions, record),
    backfill: (sinceMs) => backfillLogs(db, conditions, sinceMs),
    authorizeAgain: async () => {
      authorize(await call.authenticateAgain(), "request_log.read", tenantId);
    },
    after: input.after ?? undefined,
  }).catch((error) => {
    logger.warn("log_tail_refused", { error });
    throw new UnavailableError("The live tail cannot be reached now. Try again in a moment.");
  });
  // Whoever goes away before the first event never asks the iterator to end.
  if (call.signal.aborted) subscription.end();
  else call.signal.addEventListener("abort", () => subscription.end(), { once: true });
  return subscription;
}
