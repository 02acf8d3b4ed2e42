import { z } from "zod";
import type { FeedAnswer } from "../feed_answer.ts";
import { TransportError } from "../transport_error.ts";
import type { OnTransportProblem } from "../transport_problem.ts";

/** What a script that stores an entry answers. */
export const putReply = z.enum(["stored", "stale"]);

/**
 * Answers about an entry from the feed's epoch and the entry, read in one step. Never throws: what cannot be read is
 * unknown, and reported when it is the entry's fault.
 */
export async function feedAnswer<T>(
  read: Promise<{ epoch: string | null; entry: FeedAnswer<T> | null }>,
  onProblem: OnTransportProblem,
): Promise<FeedAnswer<T>> {
  try {
    const { epoch, entry } = await read;
    if (epoch === null) return { state: "unknown", reason: "the feed has no epoch" };
    return entry ?? { state: "absent" };
  } catch (error) {
    if (error instanceof TransportError) return { state: "unknown", reason: error.message };
    const reason = error instanceof z.ZodError || error instanceof SyntaxError
      ? "the entry in the feed cannot be read"
      : `Redis refused the command: ${error instanceof Error ? error.message : String(error)}`;
    onProblem({ code: "unreadable_entry", message: `A lookup in the feed failed: ${reason}.`, count: 1 });
    return { state: "unknown", reason };
  }
}
