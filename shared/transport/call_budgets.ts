/** A bucket that calls are paid from: it holds `capacity` and fills again at `perSecond`. Both above 0, whole numbers. */
export interface CallBudget {
  readonly capacity: number;
  readonly perSecond: number;
}

export type CallVerdict = { allowed: true } | { allowed: false; retryAfterMs: number };

/** What callers of the control plane may ask for in a while, over all of its processes. */
export interface CallBudgets {
  /**
   * Takes a cost (a whole number, at most `capacity` counts) from a caller's bucket, if all of it is there; a caller is a text
   * of up to 200 characters. A bucket that nobody used until it was full again is forgotten. Throws when unreachable.
   */
  take(caller: string, cost: number, budget: CallBudget): Promise<CallVerdict>;
}
