import type { Transaction } from "../database.ts";

/** Deletes the bodies of these requests, for good, with whatever else the transaction does; gives how many had any. */
export async function eraseBodies(transaction: Transaction, requestIds: readonly string[]): Promise<number> {
  const { count } = await transaction.requestBody.deleteMany({ where: { requestId: { in: [...requestIds] } } });
  return count;
}
