import { type RouteNode, routeTree } from "../../shared/contracts/route_tree.ts";
import { explainCondition, type ExplainedCondition } from "../../shared/routing/explain_condition.ts";
import { planRoute, type RouteChoices } from "../../shared/routing/plan_route.ts";
import { RouteInputReader, type RouteInputs } from "../../shared/routing/route_inputs.ts";
import type { RouteVisit } from "../../shared/routing/route_observer.ts";
import { nodeAt } from "../../shared/routing/node_at.ts";
import { fieldWords, OPERATOR_WORDS, percent } from "./node_words.ts";

/** A node that a request comes by. */
export interface ExplainedStep {
  /** As gateways name it: a JSON pointer from the tree's root. */
  pointer: string;
  /** 0: on the way to the first target; 1: only when that fails, and so on. */
  candidate: number;
  /** What is decided there, in a few words. */
  words: string;
  /** Line by line what a condition looked at. */
  condition: readonly ConditionLine[];
}

export interface ConditionLine {
  depth: number;
  words: string;
  holds: boolean | null;
}

export interface DraftExplanation {
  steps: readonly ExplainedStep[];
  /** In the order in which they are tried. */
  targets: readonly { pointer: string; provider: string; model: string }[];
}

/**
 * The way of a request through a tree that need not even be saved, by the gateway's own evaluator. Chance falls on the
 * greatest weight; what only gateways measure is not known here. Null: the tree is not one that the contract takes.
 */
export function explainDraft(
  tree: unknown,
  inputs: RouteInputs,
  { salt }: { salt: string },
): DraftExplanation | null {
  const parsed = routeTree.safeParse(tree);
  if (!parsed.success) return null;
  const steps: ExplainedStep[] = [];
  const targets: { pointer: string; provider: string; model: string }[] = [];
  const observer = {
    visited: (visit: RouteVisit) => {
      steps.push({ pointer: visit.pointer, candidate: targets.length, ...decisionOf(visit, inputs) });
      if (visit.type !== "target") return;
      const { provider, model } = visit.node;
      targets.push({ pointer: visit.pointer, provider, model });
    },
  };
  const unknown = () => null;
  const random = (pointer?: string) => pointOfGreatest(parsed.data, pointer);
  const choices: RouteChoices = { salt, observer, random, latencyMs: unknown, price: unknown };
  const plan = planRoute(parsed.data, inputs, choices);
  while (plan.next(null) !== null);
  return { steps, targets };
}

function decisionOf(visit: RouteVisit, inputs: RouteInputs): Pick<ExplainedStep, "words" | "condition"> {
  switch (visit.type) {
    case "target":
      return { words: "called", condition: [] };
    case "when": {
      const reader = new RouteInputReader(inputs);
      const explained = explainCondition(visit.node.condition, (field) => reader.read(field) ?? null);
      return { words: visit.holds ? "holds: then" : "does not hold: else", condition: conditionLines(explained, 0) };
    }
    case "split":
      return { words: splitWords(visit), condition: [] };
    case "fallback":
      return { words: `tries ${visit.order.length} in order`, condition: [] };
    case "fastest":
      return { words: "by what each gateway measured; here as they stand", condition: [] };
    case "cheapest":
      return { words: "by price; here as they stand", condition: [] };
  }
}

function splitWords({ node, choice }: Extract<RouteVisit, { type: "split" }>): string {
  const total = node.children.reduce((sum, { weight }) => sum + weight, 0);
  const share = percent((node.children[choice.chose]?.weight ?? 0) / total);
  const number = `no. ${choice.chose + 1}`;
  if (choice.stickyBy === null) return `${number} by chance (${share} of requests)`;
  const by = fieldWords(choice.stickyBy);
  return choice.stickyValue === null
    ? `${number} by chance: no ${by} to go by`
    : `${number}, always for ${by} “${choice.stickyValue}”`;
}

function conditionLines({ condition, holds, value, parts }: ExplainedCondition, depth: number): ConditionLine[] {
  if (condition.type === "field") {
    const wanted = "value" in condition ? ` ${JSON.stringify(condition.value)}` : "";
    const seen = value === null || value === undefined ? "not given" : JSON.stringify(value);
    const words = `${fieldWords(condition.field)} ${OPERATOR_WORDS[condition.operator]}${wanted} – it is ${seen}`;
    return [{ depth, words, holds }];
  }
  const title = { all: "all of", any: "any of", not: "not" }[condition.type];
  return [{ depth, words: title, holds }, ...parts.flatMap((part) => conditionLines(part, depth + 1))];
}

/** The middle of the stretch that the greatest weight has. A `fastest` tries nothing out. */
function pointOfGreatest(tree: RouteNode, pointer: string | undefined): number {
  const node = pointer === undefined ? null : nodeAt(tree, pointer);
  if (node?.type !== "split") return 1 - Number.EPSILON;
  const weights = node.children.map(({ weight }) => weight);
  const greatest = weights.indexOf(Math.max(...weights));
  const before = weights.slice(0, greatest).reduce((sum, weight) => sum + weight, 0);
  return (before + weights[greatest]! / 2) / weights.reduce((sum, weight) => sum + weight, 0);
}
