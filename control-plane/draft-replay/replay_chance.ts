import type { RouteNode } from "../../shared/contracts/route_tree.ts";
import { stickyPoint } from "../../shared/routing/choose_weighted.ts";
import { nodeAt } from "../../shared/routing/node_at.ts";
import type { RecordedRequest } from "./recorded_request.ts";

/**
 * Where chance falls when a request is replayed, 0 inclusive to 1 exclusive: always the same for one request, so that two
 * configurations compare alike. Where a split of this place was decided when the request was recorded, it falls into the stretch
 * of the child that was taken: what keeps its weight keeps its requests.
 */
export class ReplayChance {
  readonly #request: RecordedRequest;
  readonly #tree: RouteNode | null;
  /** How often each place has drawn. */
  readonly #draws = new Map<string, number>();

  /** `tree`: of the route that the request took in the revision that it was pinned to; null where that is not known. */
  constructor(request: RecordedRequest, tree: RouteNode | null) {
    this.#request = request;
    this.#tree = tree;
  }

  next(pointer: string | undefined): number {
    const { id } = this.#request;
    const place = pointer ?? "";
    const draw = this.#draws.get(place) ?? 0;
    this.#draws.set(place, draw + 1);
    const point = stickyPoint(`${id}\n${place}\n${draw}`);
    // Only the first draw at a place is the one that was recorded.
    return pointer === undefined || draw > 0 ? point : this.#within(pointer, point);
  }

  #within(pointer: string, point: number): number {
    const chose = this.#request.routePath.find((step) => step.path === pointer && step.type === "split")?.chose;
    const node = chose === undefined || this.#tree === null ? null : nodeAt(this.#tree, pointer);
    if (node?.type !== "split" || chose === undefined) return point;
    const weights = node.children.map(({ weight }) => weight);
    const weight = weights[chose];
    if (weight === undefined || weight === 0) return point;
    const total = weights.reduce((sum, one) => sum + one, 0);
    const before = weights.slice(0, chose).reduce((sum, one) => sum + one, 0);
    return Math.min((before + point * weight) / total, 1 - Number.EPSILON);
  }
}
