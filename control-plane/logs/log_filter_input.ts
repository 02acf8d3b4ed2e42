import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { LOG_OPERATORS, type LogOperator, OPERATORS_OF } from "./log_condition.ts";
import { LOG_FIELD_NAMES, type LogField, logField } from "./log_fields.ts";
import { COMPARISONS_MAX, GROUP_DEPTH_MAX, VALUES_MAX } from "./read_condition.ts";
import { DialectEnum, RequestOutcomeEnum } from "./record_types.ts";

export const RequestLogFieldEnum = builder.enumType("RequestLogField", {
  description: "A field of a request's record.",
  values: Object.fromEntries(LOG_FIELD_NAMES.map((name) => {
    const { description, kind } = logField(name);
    return [name, { value: name, description: `${description} Takes ${OPERATORS_OF[kind].join(", ")}.` }];
  })) as Record<LogField, { value: LogField; description: string }>,
});

const OPERATOR_DESCRIPTIONS: Readonly<Record<LogOperator, string>> = {
  EQ: "Is `value`.",
  NE: "Is not `value`; also where there is none.",
  IN: "Is one of `values`.",
  NOT_IN: "Is none of `values`; also where there is none.",
  LT: "Is less than `value`.",
  LTE: "Is `value` or less.",
  GT: "Is more than `value`.",
  GTE: "Is `value` or more.",
  CONTAINS: "Has `value` in it; upper and lower case differ.",
  STARTS_WITH: "Begins with `value`; upper and lower case differ.",
  EXISTS: "There is one.",
  NOT_EXISTS: "There is none.",
};

const RequestLogOperatorEnum = builder.enumType("RequestLogOperator", {
  description:
    "How a field is compared. Of a field with several values any may meet it; what is negated holds when none does.",
  values: Object.fromEntries(
    LOG_OPERATORS.map((name) => [name, { value: name, description: OPERATOR_DESCRIPTIONS[name] }]),
  ) as Record<LogOperator, { value: LogOperator; description: string }>,
});

const RequestLogCondition = builder.inputRef<WrittenInput>("RequestLogCondition").implement({
  description: "One comparison (`field`, `operator` and what the operator takes), or a group of conditions " +
    `(\`any\` or \`all\` alone). Groups may lie ${GROUP_DEPTH_MAX} deep, and hold ${COMPARISONS_MAX} comparisons in all.`,
  fields: (t) => ({
    field: t.field({ type: RequestLogFieldEnum, description: "What is compared." }),
    name: t.string({ description: "Which tag or input, with the fields TAG and CONDITION_INPUT." }),
    operator: t.field({ type: RequestLogOperatorEnum, description: "How it is compared." }),
    value: t.string({
      description:
        "With what, as text: a number in decimal, `true` or `false`, a time in ISO 8601, a global id or a UUID, " +
        "a word like `COMPLETED`.",
    }),
    values: t.stringList({ description: `With what, for IN and NOT_IN; ${VALUES_MAX} at most.` }),
    any: t.field({ type: [RequestLogCondition], description: "One of these at least must hold." }),
    all: t.field({ type: [RequestLogCondition], description: "All of these must hold." }),
  }),
});

interface WrittenInput {
  field?: LogField | null;
  name?: string | null;
  operator?: LogOperator | null;
  value?: string | null;
  values?: string[] | null;
  any?: WrittenInput[] | null;
  all?: WrittenInput[] | null;
}

const RequestLogTag = builder.inputType("RequestLogTag", {
  description: "A tag and its value.",
  fields: (t) => ({
    name: t.string({ required: true, description: "The tag's name." }),
    value: t.string({ required: true, description: "Its value, whole." }),
  }),
});

/** The same filter for pages, live tails, figures and exports. */
export const RequestLogFilter = builder.inputType("RequestLogFilter", {
  description: "Which records are wanted. All that is given must hold; texts are compared whole.",
  fields: (t) => ({
    where: t.field({
      type: [RequestLogCondition],
      description: "Conditions on any field; the fields beside this one are short for the most common.",
    }),
    outcome: t.field({ type: [RequestOutcomeEnum], description: "One of these; an empty list is no demand." }),
    model: t.string({ description: "The model asked for or served." }),
    provider: t.string({ description: "The name of the provider that answered." }),
    routeName: t.string({ description: "The route." }),
    dialect: t.field({ type: DialectEnum, description: "The API spoken." }),
    stream: t.boolean({ description: "Whether the answer was streamed." }),
    statusMin: t.int({ description: "The least HTTP status." }),
    statusMax: t.int({ description: "The greatest HTTP status." }),
    errorCode: t.string({ description: "The stable code of the error." }),
    apiKeyId: t.id({ description: "The API key." }),
    endUser: t.string({ description: "The application's own user." }),
    tag: t.field({ type: RequestLogTag, description: "A tag that the request carried." }),
    from: t.field({ type: "DateTime", description: "Came in at this moment or later." }),
    to: t.field({ type: "DateTime", description: "Came in before this moment." }),
    minCostNanoUsd: t.field({ type: "BigInt", description: "Cost this much or more, in nano-dollars." }),
    minTotalMs: t.float({ description: "Took this many milliseconds or more." }),
    requestId: t.string({ description: "The request's UUID, as answers carry it in `x-request-id`." }),
  }),
});

/** The filter with the API key's own id; everything else is checked by the service. */
export function readFilterInput(filter: typeof RequestLogFilter.$inferInput | null | undefined): unknown {
  if (filter?.apiKeyId == null) return filter;
  return { ...filter, apiKeyId: decodeGlobalId("ApiKey", filter.apiKeyId, "filter.apiKeyId") };
}
