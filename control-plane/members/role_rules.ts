import type { Role } from "../../prisma/generated/client/enums.ts";
import { ForbiddenError } from "../api_error.ts";

/** Whether somebody may give, change or take a role: owners any, admins all but that of owners, others none. */
export function mayManageRole(own: Role, role: Role): boolean {
  if (own === "OWNER") return true;
  return own === "ADMIN" && role !== "OWNER";
}

/** Throws `ForbiddenError` unless somebody with the role `own` may manage all of these. */
export function refuseBeyondRole(own: Role, roles: readonly Role[]): void {
  if (roles.every((role) => mayManageRole(own, role))) return;
  throw new ForbiddenError("Only an owner makes owners, or changes what they are.");
}
