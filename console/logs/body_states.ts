import type { requestBodiesQuery } from "../graphql/documents/request_logs_detail.ts";
import type { ResultOf } from "../graphql/graphql.ts";

type Node = NonNullable<ResultOf<typeof requestBodiesQuery>["node"]>;
type Bodies = NonNullable<Extract<Node, { __typename: "RequestLog" }>["bodies"]>;

/** Why there is no prompt to show. */
export const BODY_STATES: Readonly<Record<Bodies["state"], string>> = {
  CAPTURED: "There was no prompt.",
  NOT_CAPTURED:
    "The project does not keep prompts and answers. Owners and administrators switch that on among its settings.",
  NO_LOG: "The request asked not to be kept (x-perpetuo-no-log).",
  DROPPED: "Prompt and answer were lost on their way.",
  EXPIRED: "The time that the project keeps prompts and answers is over.",
  PENDING: "Prompt and answer may still be on their way. Look again within a minute.",
  UNREADABLE: "The master key that prompt and answer were sealed with is not at hand.",
};
