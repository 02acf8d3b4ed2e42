import { Prisma } from "../prisma/generated/client/client.ts";
import { ConflictError } from "./api_error.ts";

/** Runs a change; a unique index that refuses it becomes a `ConflictError` with this message. */
export async function conflictWhenTaken<T>(message: string, change: () => Promise<T>): Promise<T> {
  try {
    return await change();
  } catch (error) {
    if (isUniqueViolation(error)) throw new ConflictError(message);
    throw error;
  }
}

/** Whether a change failed because a value that must be unique is there already. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002";
}
