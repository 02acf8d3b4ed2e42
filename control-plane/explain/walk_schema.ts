import { builder } from "../graphql/builder.ts";
import { ExplainedConditionType } from "./condition_schema.ts";
import type { ScoredChild, SplitChild, WalkStep } from "./route_walk.ts";

type StepOf<Type extends WalkStep["type"]> = Extract<WalkStep, { type: Type }>;

const SplitDecisionEnum = builder.enumType("RouteSplitDecision", {
  description: "What decided about a split's child.",
  values: {
    STICKY: { value: "sticky", description: "The value that requests are kept together by." },
    CHANCE: { value: "chance", description: "Chance, by weight." },
    UNKNOWN: { value: "unknown", description: "The value was not recorded." },
  } as const,
});

const SplitChildType = builder.objectRef<SplitChild>("RouteSplitChild").implement({
  description: "A child of a split.",
  fields: (t) => ({
    pointer: t.exposeString("pointer", { description: "Which node." }),
    weight: t.exposeFloat("weight", { description: "Its weight beside the others." }),
  }),
});

const ScoredChildType = builder.objectRef<ScoredChild>("RouteScoredChild").implement({
  description: "A child that is ordered by a score.",
  fields: (t) => ({
    pointer: t.exposeString("pointer", { description: "Which node." }),
    score: t.exposeFloat("score", {
      nullable: true,
      description: "The best among its targets, the lower the better; null: it has none, or nobody knows.",
    }),
  }),
});

/** One node that a request came by. */
export const RouteWalkStep = builder.interfaceRef<WalkStep>("RouteWalkStep").implement({
  description: "One node of a route that a request came by, and what was decided there.",
  fields: (t) => ({
    pointer: t.exposeString("pointer", { description: "Which node, as a JSON pointer from the tree's root." }),
    candidate: t.exposeInt("candidate", {
      description:
        "Which candidate was looked for then: 0 is the first, and each further one follows on the one before.",
    }),
  }),
});

/** Every kind of step: they are known by their interface alone. */
export const ROUTE_WALK_STEPS = [
  builder.objectRef<StepOf<"target">>("RouteTargetStep").implement({
    interfaces: [RouteWalkStep],
    isTypeOf: isStep("target"),
    description: "A target: what a request is sent to.",
    fields: (t) => ({
      provider: t.string({ description: "The provider's name.", resolve: ({ target }) => target.provider }),
      model: t.string({ description: "The model at the provider.", resolve: ({ target }) => target.model }),
    }),
  }),
  builder.objectRef<StepOf<"direct">>("RouteDirectStep").implement({
    interfaces: [RouteWalkStep],
    isTypeOf: isStep("direct"),
    description: "No route at all: the request named `provider/model`.",
    fields: (t) => ({
      provider: t.string({ description: "The provider's name.", resolve: ({ target }) => target.provider }),
      model: t.string({ description: "The model at the provider.", resolve: ({ target }) => target.model }),
    }),
  }),
  builder.objectRef<StepOf<"when">>("RouteWhenStep").implement({
    interfaces: [RouteWalkStep],
    isTypeOf: isStep("when"),
    description: "A condition, and which way it led.",
    fields: (t) => ({
      holds: t.exposeBoolean("holds", { description: "Whether it held: `then`, or else `else`." }),
      condition: t.field({
        type: ExplainedConditionType,
        description: "The condition with the values that it looked at.",
        resolve: ({ condition }) => condition,
      }),
      chose: t.exposeString("chose", { description: "The child that was taken." }),
    }),
  }),
  builder.objectRef<StepOf<"split">>("RouteSplitStep").implement({
    interfaces: [RouteWalkStep],
    isTypeOf: isStep("split"),
    description: "A choice by weight.",
    fields: (t) => ({
      children: t.field({ type: [SplitChildType], description: "All of them.", resolve: ({ children }) => children }),
      stickyBy: t.string({
        nullable: true,
        description: "What requests are kept together by; null: nothing.",
        resolve: ({ choice }) => choice.stickyBy,
      }),
      stickyValue: t.field({
        type: "JSON",
        nullable: true,
        description: "What the request has of it; null: nothing, or nobody knows.",
        resolve: ({ choice }) => choice.stickyValue,
      }),
      decidedBy: t.field({
        type: SplitDecisionEnum,
        description: "What decided.",
        resolve: ({ decidedBy }) => decidedBy,
      }),
      chose: t.exposeString("chose", { description: "The child that was taken." }),
      moved: t.boolean({
        description: "Whether its own child could not be called or is forbidden, so that another one was taken.",
        resolve: ({ choice }) => choice.byWeight !== choice.chose,
      }),
    }),
  }),
  builder.objectRef<StepOf<"fallback">>("RouteFallbackStep").implement({
    interfaces: [RouteWalkStep],
    isTypeOf: isStep("fallback"),
    description: "Children that are tried in order.",
    fields: (t) => ({
      order: t.exposeStringList("order", { description: "The children in that order." }),
      on: t.stringList({ description: "The classes of failures that it falls over on.", resolve: ({ on }) => [...on] }),
      chose: t.exposeString("chose", { description: "The child that was tried, or is tried first." }),
    }),
  }),
  ...(["fastest", "cheapest"] as const).map((type) =>
    builder.objectRef<StepOf<"fastest" | "cheapest">>(type === "fastest" ? "RouteFastestStep" : "RouteCheapestStep")
      .implement({
        interfaces: [RouteWalkStep],
        isTypeOf: isStep(type),
        description: type === "fastest" ? "Children ordered by latency." : "Children ordered by price.",
        fields: (t) => ({
          children: t.field({
            type: [ScoredChildType],
            description: type === "fastest"
              ? "Each with its median time to the first content, milliseconds."
              : "Each with its price for this request, nano-dollars.",
            resolve: ({ children }) => children,
          }),
          order: t.exposeStringList("order", { description: "The children in that order; empty where nobody knows." }),
          chose: t.exposeString("chose", { description: "The child that was tried, or is tried first." }),
        }),
      })
  ),
];

function isStep(type: WalkStep["type"]) {
  return (value: unknown) => typeof value === "object" && value !== null && "type" in value && value.type === type;
}
