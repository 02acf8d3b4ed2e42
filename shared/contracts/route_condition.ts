import { z } from "zod";

/** What a condition may look at. `metadata.<name>` reads the request's `metadata`, `header.<name>` a request header. */
export const conditionField = z.union([
  z.enum(["model", "stream", "estimated_tokens", "api_key", "end_user"]),
  z.templateLiteral(["metadata.", z.string().min(1).max(64)]),
  z.templateLiteral(["header.", z.string().regex(/^[a-z0-9-]{1,64}$/)]),
]);
export type ConditionField = z.infer<typeof conditionField>;

const scalar = z.union([z.string().max(512), z.number(), z.boolean()]);

/** A test on one field; a missing field satisfies only `not_equals`, `not_in` and `missing`. */
export const fieldCondition = z.discriminatedUnion("operator", [
  z.strictObject({
    type: z.literal("field"),
    field: conditionField,
    operator: z.enum(["equals", "not_equals"]),
    value: scalar,
  }),
  z.strictObject({
    type: z.literal("field"),
    field: conditionField,
    operator: z.enum(["in", "not_in"]),
    value: z.array(scalar).min(1).max(64),
  }),
  z.strictObject({
    type: z.literal("field"),
    field: conditionField,
    operator: z.enum(["starts_with", "ends_with", "contains"]),
    value: z.string().min(1).max(512),
  }),
  z.strictObject({
    type: z.literal("field"),
    field: conditionField,
    operator: z.enum(["greater_than", "at_least", "less_than", "at_most"]),
    value: z.number(),
  }),
  z.strictObject({ type: z.literal("field"), field: conditionField, operator: z.enum(["exists", "missing"]) }),
]);
export type FieldCondition = z.infer<typeof fieldCondition>;

/** A condition of a `when` node: a test on one field, or a combination of conditions. */
export type RouteCondition =
  | FieldCondition
  | { type: "all"; conditions: RouteCondition[] }
  | { type: "any"; conditions: RouteCondition[] }
  | { type: "not"; condition: RouteCondition };

export const routeCondition: z.ZodType<RouteCondition> = z.lazy(() =>
  z.union([
    fieldCondition,
    z.strictObject({ type: z.enum(["all", "any"]), conditions: z.array(routeCondition).min(1).max(16) }),
    z.strictObject({ type: z.literal("not"), condition: routeCondition }),
  ]) as z.ZodType<RouteCondition>
);
