import { ConflictError, ValidationError, type ValidationIssue } from "../api_error.ts";
import type { Transaction } from "../database.ts";

/** What leads to a route: its name, and its aliases. */
export interface RouteNames {
  name: string;
  aliases: readonly string[];
}

/**
 * Keeps what leads to a route from leading to another one of its project too, until the transaction ends.
 * `ValidationError` where the names repeat each other, `ConflictError` where another route has one of them.
 */
export async function refuseTakenNames(
  tx: Transaction,
  { projectId, routeId, ...names }: RouteNames & { projectId: string; routeId?: string },
): Promise<void> {
  const repeated = repeatedAliases(names, ["aliases"]);
  if (repeated.length > 0) throw new ValidationError(repeated);
  // No index can compare names with aliases: whoever changes either in this project waits.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('perpetuo_route_names'), hashtext(${projectId}))`;
  const others = await tx.route.findMany({
    where: { projectId, archivedAt: null, ...(routeId === undefined ? {} : { id: { not: routeId } }) },
    select: { id: true, name: true, aliases: true },
    orderBy: { id: "asc" },
  });
  for (const other of others) {
    const taken = sharedName(names, other);
    if (taken !== null) {
      throw new ConflictError(`'${taken}' leads to the route '${other.name}' of this project already.`, {
        blockers: [{ type: "Route", id: other.id }],
      });
    }
  }
}

/** A route's aliases that equal its name or an earlier one, as issues with paths below `root`. */
export function repeatedAliases({ name, aliases }: RouteNames, root: readonly string[]): ValidationIssue[] {
  return aliases.flatMap((alias, index) => {
    const path = [...root, String(index)];
    if (alias === name) return [{ path, message: "is the route's own name" }];
    return aliases.indexOf(alias) === index ? [] : [{ path, message: `'${alias}' is in the list already` }];
  });
}

/** The first name or alias that two routes have in common; null when there is none. */
function sharedName(one: RouteNames, other: RouteNames): string | null {
  const taken = new Set([other.name, ...other.aliases]);
  return [one.name, ...one.aliases].find((name) => taken.has(name)) ?? null;
}
