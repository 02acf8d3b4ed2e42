import type { Role } from "../../prisma/generated/client/enums.ts";
import { type Action, ACTIONS, type Scope, SCOPES, SERVICE_ACCOUNTS_TOO } from "../authorization/actions.ts";
import { includesScope } from "../authorization/authorize.ts";
import type { OperationRow } from "./operation_row.ts";

/** Somebody who tries every operation. */
export interface Tester {
  name: string;
  /** Nobody; someone who owns another tenant; a member of the world's tenant; its owner, whose things the world holds. */
  who: "anonymous" | "stranger" | "member" | "world's owner" | "service account";
  /** In the world's tenant; of a stranger in their own. */
  role?: Role;
  /** What the token is limited to, for a row; default everything. Null: this row is not for them. */
  scopes?(row: OperationRow): readonly Scope[] | null;
}

export type Outcome = "UNAUTHENTICATED" | "FORBIDDEN" | "NOT_FOUND" | "allowed";

/** Everybody who tries. */
export const TESTERS: readonly Tester[] = [
  { name: "anonymous", who: "anonymous" },
  { name: "another tenant's owner", who: "stranger", role: "OWNER" },
  { name: "viewer", who: "member", role: "VIEWER" },
  { name: "developer", who: "member", role: "DEVELOPER" },
  { name: "admin", who: "member", role: "ADMIN" },
  { name: "owner", who: "world's owner", role: "OWNER" },
  { name: "owner's token with exactly the scope", who: "world's owner", role: "OWNER", scopes: exactly },
  { name: "owner's token with the write scope", who: "world's owner", role: "OWNER", scopes: writeForRead },
  { name: "owner's token with all other scopes", who: "world's owner", role: "OWNER", scopes: allOthers },
  { name: "viewer's token with exactly the scope", who: "member", role: "VIEWER", scopes: exactly },
  { name: "service account as viewer", who: "service account", role: "VIEWER" },
  { name: "service account as admin", who: "service account", role: "ADMIN" },
  { name: "service account with all other scopes", who: "service account", role: "ADMIN", scopes: allOthers },
];

/** What the authorization table, and the row, say must come of it. */
export function expectedOutcome(row: OperationRow, tester: Tester): Outcome {
  const { who, role } = tester;
  if (row.public) return "allowed";
  if (who === "anonymous") return "UNAUTHENTICATED";
  const rule = ACTIONS[row.action];
  const isSelf = rule.roles === "self";
  if (who === "stranger" && row.stranger !== "allowed") return "NOT_FOUND";
  if (who === "service account") {
    if (row.serviceAccount !== undefined) return row.serviceAccount;
    if (isSelf && !SERVICE_ACCOUNTS_TOO.has(row.action)) return "FORBIDDEN";
  }
  const roles = row.roles ?? rule.roles;
  if (roles !== "self" && !(roles as readonly Role[]).includes(role!)) return "FORBIDDEN";
  if (!mayByScope(row, tester)) return "FORBIDDEN";
  // What is another person's own cannot be told from what there is not.
  if (isSelf && who !== "world's owner" && row.stranger !== "allowed") return "NOT_FOUND";
  return "allowed";
}

function mayByScope(row: OperationRow, { scopes }: Tester): boolean {
  const granted = scopes?.(row);
  if (granted == null) return true;
  return [row.action, ...row.also ?? []].every((action) => includesScope(new Set(granted), ACTIONS[action].scope));
}

function exactly(row: OperationRow): readonly Scope[] {
  return [...new Set([row.action, ...row.also ?? []].map((action: Action) => ACTIONS[action].scope))];
}

function writeForRead(row: OperationRow): readonly Scope[] | null {
  const { scope } = ACTIONS[row.action];
  const write = scope.replace(/:read$/, ":write") as Scope;
  if (write === scope || !SCOPES.includes(write)) return null;
  return [write, ...exactly(row).filter((other) => other !== scope)];
}

function allOthers(row: OperationRow): readonly Scope[] {
  const { scope } = ACTIONS[row.action];
  return SCOPES.filter((other) => other !== scope && other !== scope.replace(/:read$/, ":write"));
}
