import { z } from "zod";
import { type RouteNode, routeTree } from "../../shared/contracts/route_tree.ts";
import type { Transaction } from "../database.ts";
import type { RecordedRequest } from "./recorded_request.ts";

/** Revisions that are looked into; requests of further ones are replayed as if nobody knew what chance had decided. */
const REVISIONS_MAX = 64;

/** The routes that requests took when they were recorded, as far as chance decided in them. */
export class PinnedRoutes {
  readonly #transaction: Pick<Transaction, "$queryRaw">;
  readonly #tenantId: string;
  readonly #revisions = new Set<number>();
  /** By revision, project and name. */
  readonly #trees = new Map<string, RouteNode>();

  constructor(transaction: Pick<Transaction, "$queryRaw">, tenantId: string) {
    this.#transaction = transaction;
    this.#tenantId = tenantId;
  }

  /** Reads what the requests of a page need and is not known yet. */
  async know(page: readonly RecordedRequest[]): Promise<void> {
    const unknown = new Set<number>();
    for (const request of page) {
      if (request.revisionNumber === null || this.#revisions.has(request.revisionNumber) || !hasSplit(request)) {
        continue;
      }
      if (this.#revisions.size + unknown.size < REVISIONS_MAX) unknown.add(request.revisionNumber);
    }
    for (const number of unknown) await this.#read(number);
  }

  /** Null where it is not known, or chance did not decide. */
  treeOf(request: RecordedRequest): RouteNode | null {
    const { revisionNumber, projectId, routeName } = request;
    if (revisionNumber === null || routeName === null || !hasSplit(request)) return null;
    return this.#trees.get(`${revisionNumber} ${projectId} ${routeName}`) ?? null;
  }

  async #read(number: number): Promise<void> {
    this.#revisions.add(number);
    const rows = await this.#transaction.$queryRaw<unknown[]>`
      SELECT r->>'projectId' AS "projectId", r->>'name' AS "name", r->'tree' AS "tree"
      FROM "Revision" v CROSS JOIN jsonb_array_elements(v."document"->'routes') r
      WHERE v."tenantId" = ${this.#tenantId}::uuid AND v."number" = ${number}`;
    for (const { projectId, name, tree } of routeRows.parse(rows)) {
      this.#trees.set(`${number} ${projectId} ${name}`, tree);
    }
  }
}

const routeRows = z.array(z.object({ projectId: z.string(), name: z.string(), tree: routeTree }));

function hasSplit({ routePath }: RecordedRequest): boolean {
  return routePath.some(({ type }) => type === "split");
}
