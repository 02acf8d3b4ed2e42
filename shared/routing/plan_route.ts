import { DEFAULT_FALLBACK_CLASSES, type ErrorClass } from "../contracts/error_class.ts";
import type { RouteStep } from "../contracts/request_record.ts";
import { type RouteNode, routeTargets, type TargetNode } from "../contracts/route_tree.ts";
import { chooseWeighted, stickyPoint, stickyText } from "./choose_weighted.ts";
import { evaluateCondition } from "./evaluate_condition.ts";
import { type FieldValue, RouteInputReader, type RouteInputs } from "./route_inputs.ts";
import type { RouteObserver } from "./route_observer.ts";

/** A target that a request may be sent to, and the way through the tree that led there. */
export interface RouteCandidate {
  target: TargetNode;
  path: readonly RouteStep[];
}

/** What a route leaves to chance and to measurement. */
export interface RouteChoices {
  /**
   * From 0 inclusive to 1 exclusive; drawn only where a split without a sticky value is reached, or a `fastest` with a child
   * that has no latency. A split tells its JSON pointer.
   */
  random(pointer?: string): number;
  /** Keeps the sticky splits of different routes independent: the route's id. */
  salt: string;
  /** A target's recent time to first token, milliseconds; null when there is none. */
  latencyMs?(target: TargetNode): number | null;
  /** A target's estimated price for this request; null when it is unpriced. */
  price?(target: TargetNode): number | null;
  /** Whether a target may be called now; left out, every one may. Only a split asks: it gives the share to another child. */
  available?(target: TargetNode): boolean;
  /** Told of every decision; left out in the request's path. */
  observer?: RouteObserver;
}

/** A route as one request goes through it: candidates one after another, each found only when it is needed. */
export interface RoutePlan {
  /** The first candidate; always the same. */
  readonly first: RouteCandidate;
  /**
   * The candidate to try after the latest one failed in `errorClass` (null: it may not be called at all, which every node
   * takes); null when the route has none for that.
   */
  next(errorClass: ErrorClass | null): RouteCandidate | null;
  /**
   * Every target that may still come, the latest candidate first, each as often as the route has it. A split that is not
   * decided yet counts with every child that has a weight.
   */
  reachable(): readonly TargetNode[];
  /** What conditions and sticky splits have looked at so far. */
  readonly seen: Readonly<Record<string, FieldValue | null>>;
}

/** How often a `fastest` tries a child first that was not measured lately, as a share of its requests. */
export const EXPLORED_SHARE = 1 / 20;

/**
 * Evaluates a route for one request. `fallback` tries its children in order while failures are of its classes;
 * `fastest` and `cheapest` do the same with their children in order of score (those without one last, as given), for
 * the default classes, and one request in twenty tries a child without a latency first, so that it gets one; a failure that a node does not take, or has no child left for, is its parent's to decide.
 */
export function planRoute(tree: RouteNode, inputs: RouteInputs, choices: RouteChoices): RoutePlan {
  return new TreePlan(tree, inputs, choices);
}

/** The plan of a route that is nothing but a target: whatever the request, it is the same. */
export function planTarget(target: TargetNode): RoutePlan {
  let plan = targetPlans.get(target);
  if (plan === undefined) {
    plan = onlyPlan({ target, path: [{ path: "", type: "target" }] });
    targetPlans.set(target, plan);
  }
  return plan;
}

const targetPlans = new WeakMap<TargetNode, RoutePlan>();

/** A plan of one target that no route led to: `provider/model` as a client addressed it. */
export function planDirect(target: TargetNode): RoutePlan {
  return onlyPlan({ target, path: [{ path: "", type: "direct" }] });
}

function onlyPlan(first: RouteCandidate): RoutePlan {
  const targets = [first.target];
  return { first, next: () => null, reachable: () => targets, seen: {} };
}

/** A node on the way to the present candidate that may still offer other children. */
interface OpenNode {
  node: Extract<RouteNode, { type: "fallback" | "fastest" | "cheapest" }>;
  pointer: string;
  /** The indexes of the children not tried yet, in order. */
  remaining: number[];
  on: readonly ErrorClass[];
  /** How many steps of the path lead to this node, itself not counted. */
  depth: number;
}

class TreePlan implements RoutePlan {
  readonly first: RouteCandidate;
  readonly #inputs: RouteInputs;
  readonly #reader: RouteInputReader;
  readonly #choices: RouteChoices;
  readonly #open: OpenNode[] = [];
  #path: RouteStep[] = [];
  #latest: TargetNode;

  constructor(tree: RouteNode, inputs: RouteInputs, choices: RouteChoices) {
    this.#inputs = inputs;
    this.#reader = new RouteInputReader(inputs);
    this.#choices = choices;
    this.first = this.#descend(tree, "");
    this.#latest = this.first.target;
  }

  get seen(): Readonly<Record<string, FieldValue | null>> {
    return this.#reader.seen;
  }

  next(errorClass: ErrorClass | null): RouteCandidate | null {
    for (let depth = this.#open.length - 1; depth >= 0; depth--) {
      const open = this.#open[depth]!;
      if (open.remaining.length === 0 || (errorClass !== null && !open.on.includes(errorClass))) continue;
      // Only now: where nothing takes this failure, a later one of the same candidate may be taken.
      this.#open.length = depth + 1;
      const next = this.#take(open);
      this.#latest = next.target;
      return next;
    }
    return null;
  }

  reachable(): TargetNode[] {
    const targets = [this.#latest];
    for (let depth = this.#open.length - 1; depth >= 0; depth--) {
      const { node, remaining } = this.#open[depth]!;
      for (const index of remaining) this.#gather(node.children[index]!, targets);
    }
    return targets;
  }

  #gather(node: RouteNode, into: TargetNode[]): void {
    switch (node.type) {
      case "target":
        into.push(node);
        break;
      case "fallback":
      case "fastest":
      case "cheapest":
        for (const child of node.children) this.#gather(child, into);
        break;
      case "split":
        for (const child of node.children) if (child.weight > 0) this.#gather(child.node, into);
        break;
      case "when": {
        // A reader of its own: the record tells of what was decided, not of what might have to be.
        const reader = new RouteInputReader(this.#inputs);
        this.#gather(evaluateCondition(node.condition, (field) => reader.read(field)) ? node.then : node.else, into);
      }
    }
  }

  #take(open: OpenNode): RouteCandidate {
    const chose = open.remaining.shift()!;
    this.#path = this.#path.slice(0, open.depth);
    this.#path.push({ path: open.pointer, type: open.node.type, chose });
    return this.#descend(open.node.children[chose]!, `${open.pointer}/children/${chose}`);
  }

  #descend(node: RouteNode, pointer: string): RouteCandidate {
    switch (node.type) {
      case "target":
        this.#choices.observer?.visited({ type: "target", pointer, node });
        return { target: node, path: [...this.#path, { path: pointer, type: "target" }] };
      case "fallback":
      case "fastest":
      case "cheapest": {
        const on = node.type === "fallback" && node.on !== undefined ? node.on : DEFAULT_FALLBACK_CLASSES;
        const open = { node, pointer, remaining: this.#order(node, pointer), on, depth: this.#path.length };
        if (node.type === "fallback") {
          this.#choices.observer?.visited({ type: "fallback", pointer, node, order: [...open.remaining], on });
        }
        this.#open.push(open);
        return this.#take(open);
      }
      case "split": {
        const chose = this.#split(node, pointer);
        this.#path.push({ path: pointer, type: "split", chose });
        return this.#descend(node.children[chose]!.node, `${pointer}/children/${chose}/node`);
      }
      case "when": {
        const holds = evaluateCondition(node.condition, (field) => this.#reader.read(field));
        this.#choices.observer?.visited({ type: "when", pointer, node, holds });
        this.#path.push({ path: pointer, type: "when", chose: holds ? 0 : 1 });
        return holds ? this.#descend(node.then, `${pointer}/then`) : this.#descend(node.else, `${pointer}/else`);
      }
    }
  }

  /**
   * By weight; when nothing below the chosen child may be called, by weight among the others. Requests of one sticky value
   * move to one other child and come back when their own is there again; nobody else's child changes.
   */
  #split(node: Extract<RouteNode, { type: "split" }>, pointer: string): number {
    const sticky = node.stickyBy === undefined ? undefined : this.#reader.read(node.stickyBy);
    const text = sticky === undefined ? null : stickyText(this.#choices.salt, pointer, sticky);
    const weights = node.children.map((child) => child.weight);
    const byWeight = chooseWeighted(weights, text === null ? this.#choices.random(pointer) : stickyPoint(text));
    const isAvailable = this.#isAvailable(node.children[byWeight]!.node);
    const chose = isAvailable ? byWeight : this.#otherChild(node, byWeight, { weights, text, pointer });
    this.#choices.observer?.visited({
      type: "split",
      pointer,
      node,
      choice: { stickyBy: node.stickyBy ?? null, stickyValue: sticky ?? null, byWeight, chose },
    });
    return chose;
  }

  #otherChild(
    node: Extract<RouteNode, { type: "split" }>,
    byWeight: number,
    { weights, text, pointer }: { weights: readonly number[]; text: string | null; pointer: string },
  ): number {
    const left = weights.map((weight, index) => this.#isAvailable(node.children[index]!.node) ? weight : 0);
    const other = chooseWeighted(
      left,
      text === null ? this.#choices.random(pointer) : stickyPoint(`${text}\n${byWeight}`),
    );
    return other < 0 ? byWeight : other;
  }

  #isAvailable(node: RouteNode): boolean {
    const { available } = this.#choices;
    return available === undefined || routeTargets(node).some((target) => available.call(this.#choices, target));
  }

  #order(node: OpenNode["node"], pointer: string): number[] {
    const indexes = node.children.map((_, index) => index);
    const score = { fallback: undefined, fastest: this.#choices.latencyMs, cheapest: this.#choices.price }[node.type];
    if (score === undefined) return indexes;
    const scores = node.children.map((child) => bestScore(child, (target) => score.call(this.#choices, target)));
    // Sorting is stable: children of one score, and those without, keep the order they were given in.
    indexes.sort((a, b) => scores[a] === scores[b] ? 0 : scores[a]! - scores[b]!);
    const order = node.type === "fastest" ? this.#explore(node, indexes, scores) : indexes;
    if (node.type !== "fallback") {
      this.#choices.observer?.visited({ type: node.type, pointer, node, order: [...order], scores });
    }
    return order;
  }

  /** Puts a child without a latency first now and then: nobody would find out otherwise that it is the fastest. */
  #explore(node: OpenNode["node"], ordered: number[], scores: readonly number[]): number[] {
    const unknown = ordered.filter((index) => scores[index] === Infinity && this.#isAvailable(node.children[index]!));
    if (unknown.length === 0) return ordered;
    const point = this.#choices.random() / EXPLORED_SHARE;
    if (point >= 1) return ordered;
    const first = unknown[Math.floor(point * unknown.length)]!;
    return [first, ...ordered.filter((index) => index !== first)];
  }
}

/** The lowest score among a child's targets; infinite when none has one. */
function bestScore(child: RouteNode, score: (target: TargetNode) => number | null): number {
  return Math.min(...routeTargets(child).map((target) => score(target) ?? Infinity));
}
