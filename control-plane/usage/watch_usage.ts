import { NotFoundError, UnavailableError } from "../api_error.ts";
import { authorize } from "../authorization/authorize.ts";
import type { GraphqlContext } from "../graphql/context.ts";
import { LiveUsageSubscription } from "./live_subscription.ts";
import type { LiveUsageEvent } from "./live_subscription.ts";
import type { LiveScope } from "./live_usage.ts";

/**
 * A tenant's usage second by second, from now on. Ends when the client goes away, the process shuts down, or the caller's
 * right to see it is gone.
 */
export async function watchUsage(
  call: GraphqlContext,
  scope: LiveScope,
): Promise<AsyncIterableIterator<LiveUsageEvent>> {
  const { tenantId, projectId } = scope;
  authorize(call.actor, "usage.read", tenantId);
  const { db, clock, liveUsage: live, logger } = call.dependencies;
  if (projectId !== null && await db.project.count({ where: { id: projectId, tenantId } }) === 0) {
    throw new NotFoundError();
  }
  const subscription = await LiveUsageSubscription.open({
    live,
    clock,
    scope,
    authorizeAgain: async () => {
      authorize(await call.authenticateAgain(), "usage.read", tenantId);
    },
  }).catch((error) => {
    logger.warn("live_usage_refused", { error });
    throw new UnavailableError("Live usage cannot be reached now. Try again in a moment.");
  });
  if (subscription === null) throw new UnavailableError("Too many watch live usage now. Try again in a moment.");
  // Whoever goes away before the first event never asks the iterator to end.
  if (call.signal.aborted) subscription.end();
  else call.signal.addEventListener("abort", () => subscription.end(), { once: true });
  return subscription;
}
