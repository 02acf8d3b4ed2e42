import type { ExplainedCondition } from "../../shared/routing/explain_condition.ts";
import { builder } from "../graphql/builder.ts";

export const ExplainedConditionType = builder.objectRef<ExplainedCondition>("ExplainedCondition");

ExplainedConditionType.implement({
  description: "A condition of a route, or a part of one, with what it looked at.",
  fields: (t) => ({
    type: t.string({
      description: "`field` tests one field; `all`, `any` and `not` combine `parts`.",
      resolve: ({ condition }) => condition.type,
    }),
    holds: t.exposeBoolean("holds", {
      nullable: true,
      description: "Whether it holds; null where a value that it looks at is not known.",
    }),
    field: t.string({
      nullable: true,
      description: "The field that is tested.",
      resolve: ({ condition }) => condition.type === "field" ? condition.field : null,
    }),
    operator: t.string({
      nullable: true,
      description: "How it is compared.",
      resolve: ({ condition }) => condition.type === "field" ? condition.operator : null,
    }),
    expected: t.field({
      type: "JSON",
      nullable: true,
      description: "What it is compared with.",
      resolve: ({ condition }) => condition.type === "field" && "value" in condition ? condition.value : null,
    }),
    value: t.field({
      type: "JSON",
      nullable: true,
      description: "What the request has there; null: nothing, or nobody knows (`holds` is null then).",
      resolve: ({ value }) => value ?? null,
    }),
    parts: t.field({
      type: [ExplainedConditionType],
      description: "What it is made of, in order.",
      resolve: ({ parts }) => parts,
    }),
  }),
});
