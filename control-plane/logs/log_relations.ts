import type { ApiKey, Project, Revision } from "../../prisma/generated/client/client.ts";
import type { Call } from "../call.ts";
import { BatchLoader } from "./batch_loader.ts";

/** What GraphQL selects of an object: one list asks for the same of each. */
type Selection = object;

/** A record's project, all of a request's in one statement for each selection; null when it is gone. */
export function loadProject(call: Call, id: string, selection: Selection = {}): Promise<Project | null> {
  const loader = loaderOf(call, "project", selection, () =>
    new BatchLoader(async (ids: string[]) => {
      const projects: Project[] = await call.dependencies.db.project.findMany({
        ...selection,
        where: { id: { in: ids } },
      });
      return new Map(projects.map((project) => [project.id, project]));
    }));
  return loader.load(id);
}

/** A record's API key; null when it is gone. */
export function loadApiKey(call: Call, id: string, selection: Selection = {}): Promise<ApiKey | null> {
  const loader = loaderOf(call, "apiKey", selection, () =>
    new BatchLoader(async (ids: string[]) => {
      const apiKeys: ApiKey[] = await call.dependencies.db.apiKey.findMany({
        ...selection,
        where: { id: { in: ids } },
      });
      return new Map(apiKeys.map((apiKey) => [apiKey.id, apiKey]));
    }));
  return loader.load(id);
}

/** Which revision a record names. */
export interface PinnedRevision {
  tenantId: string;
  number: number;
  /** A database restored from the past may have given the number to another one. */
  hash: string;
}

/** The revision that a record names; null when there is none. */
export function loadRevision(call: Call, pinned: PinnedRevision, selection: Selection = {}): Promise<Revision | null> {
  const loader = loaderOf(call, "revision", selection, () =>
    new BatchLoader(async (all: PinnedRevision[]) => {
      const revisions: Revision[] = await call.dependencies.db.revision.findMany({
        ...selection,
        where: { OR: [...Map.groupBy(all, ({ tenantId }) => tenantId)].map(numbersOf) },
      });
      const found = new Map<string, Revision>();
      for (const wanted of all) {
        const revision = revisions.find((one) => isPinned(one, wanted));
        if (revision !== undefined) found.set(nameOf(wanted), revision);
      }
      return found;
    }, nameOf));
  return loader.load(pinned);
}

function numbersOf([tenantId, pinned]: [string, PinnedRevision[]]) {
  return { tenantId, number: { in: pinned.map(({ number }) => number) } };
}

function isPinned(revision: Revision, { tenantId, number, hash }: PinnedRevision): boolean {
  return revision.tenantId === tenantId && revision.number === number && revision.hash.startsWith(hash);
}

function nameOf({ tenantId, number, hash }: PinnedRevision): string {
  return `${tenantId} ${number} ${hash}`;
}

/** What a request has read is forgotten with it. */
const LOADERS = new WeakMap<Call, Map<string, unknown>>();

function loaderOf<Key, Value>(
  call: Call,
  relation: string,
  selection: Selection,
  make: () => BatchLoader<Key, Value>,
): BatchLoader<Key, Value> {
  const loaders = LOADERS.get(call) ?? new Map<string, unknown>();
  LOADERS.set(call, loaders);
  const name = `${relation} ${JSON.stringify(selection)}`;
  const loader = loaders.get(name) as BatchLoader<Key, Value> | undefined ?? make();
  loaders.set(name, loader);
  return loader;
}
