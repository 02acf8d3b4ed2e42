import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { DialectEnum, RequestOutcomeEnum } from "./record_types.ts";

const RequestLogTag = builder.inputType("RequestLogTag", {
  description: "A tag and its value.",
  fields: (t) => ({
    name: t.string({ required: true, description: "The tag's name." }),
    value: t.string({ required: true, description: "Its value, whole." }),
  }),
});

/** The same filter for pages and live tails. */
export const RequestLogFilter = builder.inputType("RequestLogFilter", {
  description: "Which records are wanted. All that is given must hold; texts are compared whole.",
  fields: (t) => ({
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
