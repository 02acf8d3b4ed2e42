import { builder } from "../graphql/builder.ts";
import type { ExplanationUnknown } from "./explanation_unknown.ts";
import type { ModelMatch } from "./model_match.ts";

const ModelMatchKindEnum = builder.enumType("ModelMatchKind", {
  description: "How a request's `model` was understood.",
  values: {
    ROUTE_NAME: { value: "route_name", description: "As the name of a route." },
    ALIAS: { value: "alias", description: "As an alias of a route." },
    ALIAS_PREFIX: { value: "alias_prefix", description: "By the longest alias that ends with a `*` and fits." },
    DIRECT: { value: "direct", description: "As `provider/model`." },
    MODEL_NOT_FOUND: { value: "model_not_found", description: "As nothing that there is." },
    DIRECT_MODELS_NOT_ALLOWED: {
      value: "direct_models_not_allowed",
      description: "As `provider/model`, which the project does not allow.",
    },
  } as const,
});

export const ModelMatchType = builder.objectRef<ModelMatch>("ModelMatch").implement({
  description: "How a request's `model` was understood, and why.",
  fields: (t) => ({
    kind: t.expose("kind", { type: ModelMatchKindEnum, description: "How." }),
    routeName: t.exposeString("routeName", { nullable: true, description: "The route that it leads to." }),
    alias: t.exposeString("alias", { nullable: true, description: "The alias that it matched." }),
    message: t.exposeString("message", { description: "Why, in a sentence." }),
  }),
});

const UnknownPartEnum = builder.enumType("ExplanationUnknownPart", {
  description: "What an explanation cannot tell.",
  values: {
    REVISION_GONE: { value: "revision_gone", description: "The revision is not stored any more." },
    REVISION_NOT_RECORDED: { value: "revision_not_recorded", description: "The gateway knew none." },
    ROUTE_GONE: { value: "route_gone", description: "The revision has no such route." },
    PATH_NOT_RECORDED: { value: "path_not_recorded", description: "The way through the route." },
    PATH_DOES_NOT_FIT: {
      value: "path_does_not_fit",
      description: "The recorded way leads where the route has nothing.",
    },
    ATTEMPTS_PATHS_NOT_RECORDED: {
      value: "attempts_paths_not_recorded",
      description: "The ways to targets that failed before the last one.",
    },
    INPUT_NOT_RECORDED: { value: "input_not_recorded", description: "A value that a node looked at." },
    SCORES_NOT_RECORDED: { value: "scores_not_recorded", description: "What a `fastest` or `cheapest` went by." },
    SPLIT_BY_CHANCE: { value: "split_by_chance", description: "What chance would decide, or decided." },
    API_KEY_NOT_GIVEN: { value: "api_key_not_given", description: "A key's own limits and counters." },
    TOKENS_NOT_GIVEN: { value: "tokens_not_given", description: "How many input tokens there are." },
    TARGET_HEALTH_UNREACHABLE: { value: "target_health_unreachable", description: "Which targets are left alone." },
    COUNTERS_UNREACHABLE: { value: "counters_unreachable", description: "How counters stand." },
    LATENCIES_FROM_RECORDS: {
      value: "latencies_from_records",
      description: "What each gateway has measured itself: medians of records stand in for it.",
    },
  } as const,
});

export const ExplanationUnknownType = builder.objectRef<ExplanationUnknown>("ExplanationUnknown").implement({
  description: "Something that an explanation cannot tell.",
  fields: (t) => ({
    part: t.expose("part", { type: UnknownPartEnum, description: "What." }),
    message: t.exposeString("message", { description: "What that means here." }),
  }),
});
