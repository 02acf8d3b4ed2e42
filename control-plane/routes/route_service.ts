import { z } from "zod";
import { Prisma, type Route } from "../../prisma/generated/client/client.ts";
import { revisionRoute } from "../../shared/contracts/config_revision.ts";
import { type RouteCache, routeCache } from "../../shared/contracts/route_cache.ts";
import { type RouteNode, routeTree } from "../../shared/contracts/route_tree.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { ValidationError } from "../api_error.ts";
import { archivedName } from "../archived_name.ts";
import { recordAudit } from "../audit/record_audit.ts";
import { authorizeObject } from "../authorization/authorize_object.ts";
import type { Call } from "../call.ts";
import type { Transaction } from "../database.ts";
import { conflictWhenTaken } from "../database_conflict.ts";
import { addressableNameInput, type VersionedChange, versionInput } from "../input_fields.ts";
import { parseInput } from "../parse_input.ts";
import { findProject, holdProject } from "../projects/project_service.ts";
import { staleVersion, unlessStale } from "../stale_version.ts";
import { jsonDepth } from "./json_depth.ts";
import { refuseTakenNames } from "./route_names.ts";
import { holdProviders, unknownProviders } from "./route_providers.ts";

export interface NewRoute {
  projectId: string;
  name: string;
  /** A route tree; targets name providers of the tenant. */
  tree: unknown;
  /** Further names that lead to it, at most 32; a `*` at the end of one stands for any rest. Default none. */
  aliases?: readonly string[] | null | undefined;
  /** How long its answers are kept; default not at all. */
  cache?: RouteCache | null | undefined;
}

/**
 * Adds a route to a project's draft; gateways know it from the next publish. Names and aliases are unique within the
 * project: `ConflictError`.
 */
export async function createRoute(call: Call, input: NewRoute): Promise<Route> {
  const { actor, object: project } = await authorizeObject(
    call,
    "route.create",
    () => findProject(call, input.projectId),
  );
  refuseDeep(input.tree);
  const { name, tree, aliases, cache } = parseInput(newRoute, input);
  const { db, clock } = call.dependencies;
  return await conflictWhenTaken(nameTaken(name), () =>
    db.$transaction(async (tx) => {
      await holdProject(tx, project.id);
      await refuseTakenNames(tx, { projectId: project.id, name, aliases });
      await refuseUnknownProviders(tx, project.tenantId, tree);
      const route = await tx.route.create({
        data: {
          id: uuidv7(clock.now()),
          tenantId: project.tenantId,
          projectId: project.id,
          name,
          aliases,
          cache: cache ?? Prisma.DbNull,
          tree: tree as unknown as Prisma.InputJsonObject,
        },
      });
      await recordAudit(tx, { ...call, actor }, {
        action: "route.create",
        tenantId: project.tenantId,
        target: { kind: "Route", id: route.id },
        after: summary(route),
      });
      return route;
    }));
}

export interface RouteChanges {
  id: string;
  name?: string;
  tree?: unknown;
  /** The whole list in the old one's place. */
  aliases?: readonly string[] | null | undefined;
  /** Null: answers are kept no more. */
  cache?: RouteCache | null | undefined;
  /** The version that the change is based on: `ConflictError` when there is a newer one. */
  version?: number;
}

/** Changes a route of the draft. What is left out stays as it is. */
export async function updateRoute(call: Call, input: RouteChanges): Promise<Route> {
  const { actor, object: route } = await authorizeObject(call, "route.update", () => findRoute(call, input.id));
  refuseDeep(input.tree);
  const { name, tree, aliases, cache, version } = parseInput(routeChanges, input);
  return await conflictWhenTaken(nameTaken(name ?? route.name), () =>
    call.dependencies.db.$transaction(async (tx) => {
      if (name !== undefined || aliases != null) {
        const { id, projectId } = route;
        const names = { name: name ?? route.name, aliases: aliases ?? route.aliases };
        await refuseTakenNames(tx, { projectId, ...names, routeId: id });
      }
      if (tree !== undefined) await refuseUnknownProviders(tx, route.tenantId, tree);
      const base = version ?? route.version;
      const { count } = await tx.route.updateMany({
        where: { id: route.id, archivedAt: null, version: base },
        data: {
          name,
          aliases: aliases ?? undefined,
          cache: cache === null ? Prisma.DbNull : cache,
          tree: tree as unknown as Prisma.InputJsonObject | undefined,
          version: { increment: 1 },
        },
      });
      const updated = await tx.route.findUniqueOrThrow({ where: { id: route.id } });
      if (count === 0) throw staleVersion("Route", { current: updated, base });
      await recordAudit(tx, { ...call, actor }, {
        action: "route.update",
        tenantId: route.tenantId,
        target: { kind: "Route", id: route.id },
        before: summary(route),
        after: summary(updated),
      });
      return updated;
    }));
}

/** Takes a route out of the draft; gateways forget it with the next publish. */
export async function archiveRoute(call: Call, input: VersionedChange): Promise<Route> {
  const { actor, object: route } = await authorizeObject(call, "route.archive", () => findRoute(call, input.id));
  if (route.archivedAt !== null) return route;
  const version = parseInput(versionInput, input.version, ["version"]);
  const { db, clock } = call.dependencies;
  return await db.$transaction(async (tx) => {
    const { count } = await tx.route.updateMany({
      where: { id: route.id, archivedAt: null, version },
      data: {
        archivedAt: new Date(clock.now()),
        name: archivedName(route.name, route.id),
        version: { increment: 1 },
      },
    });
    const archived = await tx.route.findUniqueOrThrow({ where: { id: route.id } });
    if (count === 0) return unlessStale("Route", { current: archived, version });
    await recordAudit(tx, { ...call, actor }, {
      action: "route.archive",
      tenantId: route.tenantId,
      target: { kind: "Route", id: route.id },
      before: summary(route),
    });
    return archived;
  });
}

/** Levels of JSON, far above what `ROUTE_DEPTH_MAX` nodes and their conditions need. */
const TREE_JSON_DEPTH_MAX = 64;

const aliasList = revisionRoute.shape.aliases.unwrap();

const newRoute = z.object({
  name: addressableNameInput,
  tree: routeTree,
  aliases: aliasList.nullish().transform((list) => list ?? []),
  cache: routeCache.nullish(),
});

const routeChanges = z.object({
  name: addressableNameInput.optional(),
  tree: routeTree.optional(),
  aliases: aliasList.nullish(),
  cache: routeCache.nullish(),
  version: versionInput,
});

/** A route by its id, whoever asks; authorize before it is shown. */
export function findRoute(call: Call, id: string): Promise<Route | null> {
  return call.dependencies.db.route.findUnique({ where: { id } });
}

/** The schema is recursive, and an input of a thousand levels would exhaust the stack before it is found too deep. */
function refuseDeep(tree: unknown): void {
  if (jsonDepth(tree, TREE_JSON_DEPTH_MAX) > TREE_JSON_DEPTH_MAX) {
    throw new ValidationError([{ path: ["tree"], message: "is nested too deep" }]);
  }
}

async function refuseUnknownProviders(tx: Transaction, tenantId: string, tree: RouteNode): Promise<void> {
  await holdProviders(tx, tenantId, tree);
  const issues = await unknownProviders(tx, { tenantId, tree, root: ["tree"] });
  if (issues.length > 0) throw new ValidationError(issues);
}

/** A route as the audit trail has it. */
export function summary(route: Route): Prisma.InputJsonObject {
  const { name, aliases, cache, tree } = route;
  return {
    name,
    ...(aliases.length === 0 ? {} : { aliases }),
    ...(cache === null ? {} : { cache }),
    tree: tree as Prisma.InputJsonObject,
  };
}

/** What is told where a name is taken. */
export function nameTaken(name: string): string {
  return `There is a route named '${name}' in this project already.`;
}
