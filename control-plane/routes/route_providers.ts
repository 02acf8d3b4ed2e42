import { type RouteNode, routeTargets, routeTree } from "../../shared/contracts/route_tree.ts";
import type { ValidationIssue } from "../api_error.ts";
import type { Transaction } from "../database.ts";
import { targetPaths } from "./target_paths.ts";

/** Every target whose provider the tenant does not have, as issues with paths below `root`. */
export async function unknownProviders(
  tx: Pick<Transaction, "provider">,
  { tenantId, tree, root }: { tenantId: string; tree: RouteNode; root: string[] },
): Promise<ValidationIssue[]> {
  const wanted = [...new Set(routeTargets(tree).map((target) => target.provider))];
  const present = await tx.provider.findMany({
    where: { tenantId, archivedAt: null, name: { in: wanted } },
    select: { name: true },
  });
  const names = new Set(present.map((provider) => provider.name));
  return targetPaths(tree, root)
    .filter(({ provider }) => !names.has(provider))
    .map(({ provider, path }) => ({
      path: [...path, "provider"],
      message: `there is no provider named '${provider}'`,
    }));
}

/** Keeps the providers that a tree names from being archived until the transaction ends. */
export async function holdProviders(tx: Transaction, tenantId: string, tree: RouteNode): Promise<void> {
  const names = [...new Set(routeTargets(tree).map((target) => target.provider))];
  await tx.$queryRaw`
    SELECT 1 FROM "Provider" WHERE "tenantId" = ${tenantId}::uuid AND "name" = ANY(${names}::text[])
    ORDER BY "id" FOR SHARE`;
}

/** A route in use, and where it is. */
export interface UsingRoute {
  id: string;
  name: string;
  /** The project's name. */
  project: string;
}

/** The routes in use that have a provider among their targets, the oldest first. */
export async function routesOverProvider(
  tx: Pick<Transaction, "route">,
  provider: { tenantId: string; name: string },
): Promise<UsingRoute[]> {
  const routes = await tx.route.findMany({
    where: { tenantId: provider.tenantId, archivedAt: null, project: { archivedAt: null } },
    select: { id: true, name: true, tree: true, project: { select: { name: true } } },
    orderBy: { id: "asc" },
  });
  const uses = (tree: unknown) =>
    routeTargets(routeTree.parse(tree)).some((target) => target.provider === provider.name);
  return routes.filter(({ tree }) => uses(tree)).map(({ id, name, project }) => ({ id, name, project: project.name }));
}
