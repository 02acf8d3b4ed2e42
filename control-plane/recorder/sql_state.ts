import { z } from "zod";

const driverError = z.object({
  meta: z.object({ driverAdapterError: z.object({ cause: z.object({ originalCode: z.string() }) }) }),
});

/** The five characters by which Postgres names what went wrong; null when the error did not come from Postgres. */
export function sqlState(error: unknown): string | null {
  const parsed = driverError.safeParse(error);
  return parsed.success ? parsed.data.meta.driverAdapterError.cause.originalCode : null;
}

/**
 * Whether Postgres refused the data itself, which trying again does not change: class 22 (data exception), 23 (integrity
 * constraint) and 54 (program limit exceeded).
 */
export function isDataFault(error: unknown): boolean {
  return /^(22|23|54)/.test(sqlState(error) ?? "");
}
