import { z } from "zod";
import type { Route } from "../../prisma/generated/client/client.ts";
import { routeTree } from "../../shared/contracts/route_tree.ts";
import { ConflictError } from "../api_error.ts";
import { restoredName } from "../archived_name.ts";
import { recordAudit } from "../audit/record_audit.ts";
import { authorizeObject } from "../authorization/authorize_object.ts";
import type { Call } from "../call.ts";
import type { Transaction } from "../database.ts";
import { conflictWhenTaken } from "../database_conflict.ts";
import { addressableNameInput, type Restoring, versionInput } from "../input_fields.ts";
import { parseInput } from "../parse_input.ts";
import { holdProject } from "../projects/project_service.ts";
import { unlessStale } from "../stale_version.ts";
import { refuseTakenNames } from "./route_names.ts";
import { holdProviders, unknownProviders } from "./route_providers.ts";
import { findRoute, nameTaken, summary } from "./route_service.ts";

/**
 * Takes an archived route back into the draft, under its old name unless another is given. `ConflictError` when that or one of
 * its aliases leads elsewhere by now, when its project is archived, or when it names providers that are out of use.
 */
export async function restoreRoute(call: Call, input: Restoring): Promise<Route> {
  const { actor, object: route } = await authorizeObject(call, "route.restore", () => findRoute(call, input.id));
  if (route.archivedAt === null) return route;
  const { version, name = restoredName(route.name, route.id) } = parseInput(routeRestoring, input);
  const { id, tenantId, projectId, aliases } = route;
  return await conflictWhenTaken(
    `${nameTaken(name)} Restore this one under another name.`,
    () =>
      call.dependencies.db.$transaction(async (tx) => {
        await holdProject(tx, projectId);
        await refuseTakenNames(tx, { projectId, name, aliases, routeId: id });
        await refuseLostProviders(tx, route);
        const { count } = await tx.route.updateMany({
          where: { id, archivedAt: { not: null }, version },
          data: { archivedAt: null, name, version: { increment: 1 } },
        });
        const restored = await tx.route.findUniqueOrThrow({ where: { id } });
        if (count === 0) return unlessStale("Route", { current: restored, version });
        await recordAudit(tx, { ...call, actor }, {
          action: "route.restore",
          tenantId,
          target: { kind: "Route", id },
          after: summary(restored),
        });
        return restored;
      }),
  );
}

const routeRestoring = z.object({ name: addressableNameInput.optional(), version: versionInput });

/** A tree that is archived cannot be changed: what it lacks must be there first. */
async function refuseLostProviders(tx: Transaction, { tenantId, tree: stored }: Route): Promise<void> {
  const tree = routeTree.parse(stored);
  await holdProviders(tx, tenantId, tree);
  const issues = await unknownProviders(tx, { tenantId, tree, root: [] });
  if (issues.length === 0) return;
  const problems = [...new Set(issues.map(({ message }) => message))].join(", ");
  throw new ConflictError(`The route cannot be restored as it is: ${problems}. Restore or add these first.`);
}
