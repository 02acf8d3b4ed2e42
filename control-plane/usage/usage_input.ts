import { ValidationError } from "../api_error.ts";
import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { RequestOutcomeEnum } from "../logs/record_types.ts";
import { FILTER_VALUES_MAX, RANGE_DAYS_MAX } from "./usage_request.ts";

export const UsageBucketEnum = builder.enumType("UsageBucket", {
  description: "How time is cut.",
  values: {
    HOUR: { description: `Hours; kept for 90 days at least, ${RANGE_DAYS_MAX.HOUR} days at a time.` },
    DAY: { description: "Days, of UTC or of a time zone; those of UTC are kept for three years." },
  } as const,
});

export const UsageGroupByEnum = builder.enumType("UsageGroupBy", {
  description: "What series are told apart by.",
  values: {
    PROJECT: { description: "The project." },
    API_KEY: { description: "The API key." },
    PROVIDER: { description: "The provider that answered, or was tried last." },
    MODEL: { description: "The model served, or tried last." },
    ROUTE: { description: "The route." },
    OUTCOME: { description: "How the request ended: `completed`, `failed`, `cancelled`, `denied` or `interrupted`." },
    ERROR_CODE: { description: "The stable code of the error." },
    END_USER: { description: "The application's own user; by day only, and for as long as records are kept." },
    TAG: { description: "The value of the tag `tagName`; by day only, and for as long as records are kept." },
  } as const,
});

const ONE_OF = `One of these, ${FILTER_VALUES_MAX} at most; an empty list is no demand`;

export const UsageFilterInput = builder.inputType("UsageFilter", {
  description:
    "Which requests count. All that is given must hold; texts are compared whole, an empty one stands for none.",
  fields: (t) => ({
    projectIds: t.idList({ description: `${ONE_OF}: projects.` }),
    apiKeyIds: t.idList({ description: `${ONE_OF}: API keys.` }),
    providers: t.stringList({ description: `${ONE_OF}: names of providers.` }),
    models: t.stringList({ description: `${ONE_OF}: models.` }),
    routeNames: t.stringList({ description: `${ONE_OF}: routes.` }),
    outcomes: t.field({ type: [RequestOutcomeEnum], description: `${ONE_OF}: outcomes.` }),
    errorCodes: t.stringList({ description: `${ONE_OF}: stable codes of errors.` }),
    apiKeyId: t.id({ description: "The API key: short for a list of one, as the three below." }),
    provider: t.string({ description: "The provider's name." }),
    model: t.string({ description: "The model." }),
    routeName: t.string({ description: "The route." }),
  }),
});

/** The filter with ids themselves and lists alone; everything else is checked by the service. */
export function readUsageFilter(filter: typeof UsageFilterInput.$inferInput | null | undefined) {
  const ids = (type: "Project" | "ApiKey", list: readonly (string | number)[] | null | undefined, path: string) =>
    list?.map((id, index) => decodeGlobalId(type, String(id), ["filter", path, String(index)]));
  const apiKeyId = filter?.apiKeyId == null
    ? undefined
    : decodeGlobalId("ApiKey", String(filter.apiKeyId), "filter.apiKeyId");
  return {
    projectIds: ids("Project", filter?.projectIds, "projectIds"),
    apiKeyIds: both(ids("ApiKey", filter?.apiKeyIds, "apiKeyIds"), apiKeyId),
    providers: both(filter?.providers, filter?.provider),
    models: both(filter?.models, filter?.model),
    routeNames: both(filter?.routeNames, filter?.routeName),
    outcomes: filter?.outcomes,
    errorCodes: filter?.errorCodes,
  };
}

/** A list and the short form beside it: both must hold. */
function both(list: readonly string[] | null | undefined, one: string | null | undefined): string[] | undefined {
  if (one == null) return list == null ? undefined : [...list];
  if (list != null && list.length > 0 && !list.includes(one)) {
    throw new ValidationError([{
      path: ["filter"],
      message: "a list, or the one beside it that is not in the list: not both",
    }]);
  }
  return [one];
}
