import { resolveCursorConnection, type ResolveCursorConnectionArgs } from "@pothos/plugin-relay";
import { ApiKeyNode } from "../api-keys/schema.ts";
import { ValidationError } from "../api_error.ts";
import { builder } from "../graphql/builder.ts";
import { PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX } from "../graphql/field_complexity.ts";
import { LimitCounterType } from "./limit_counter_schema.ts";
import { countersCursor, type PolicyCounters, readPolicyCounters } from "./policy_counters.ts";

const END_USER_LENGTH_MAX = 256;

const PolicyCountersType = builder.objectRef<PolicyCounters>("PolicyCounters").implement({
  description: "Whom a policy counts by themselves, and how their counters stand.",
  fields: (t) => ({
    apiKey: t.field({
      type: ApiKeyNode,
      nullable: true,
      description: "The API key, of a policy on each of them.",
      resolve: ({ apiKey }) => apiKey,
    }),
    endUser: t.exposeString("endUser", { nullable: true, description: "The end user, of a policy on them." }),
    counters: t.field({
      type: [LimitCounterType],
      description: "The counter of every limit that has one, in the order of the limits.",
      resolve: ({ counters }) => counters,
    }),
  }),
});

const PolicyCountersConnection = builder.connectionObject(
  { type: PolicyCountersType, name: "PolicyCountersConnection" },
  { name: "PolicyCountersEdge" },
);

builder.prismaObjectFields("Policy", (t) => ({
  counters: t.field({
    type: PolicyCountersConnection,
    description:
      "How its counters stand now, as gateways keep to it: none before it is published. One for all whom it counts " +
      "together; one for each API key in use, the newest first, of a policy on each; one of a policy on end users, for `endUser`.",
    args: {
      endUser: t.arg.string({ description: "The end user, of a policy on them; left out, there is none to be shown." }),
      first: t.arg.int({ description: `How many; ${PAGE_SIZE_DEFAULT} by default, ${PAGE_SIZE_MAX} at most.` }),
      after: t.arg.string({ description: "Only what comes after this cursor." }),
      last: t.arg.int({ description: `How many from the end; ${PAGE_SIZE_MAX} at most.` }),
      before: t.arg.string({ description: "Only what comes before this cursor." }),
    },
    resolve: (policy, { endUser, ...args }, context) => {
      if (endUser != null && (endUser === "" || endUser.length > END_USER_LENGTH_MAX)) {
        throw new ValidationError([{ path: ["endUser"], message: `1 to ${END_USER_LENGTH_MAX} characters` }]);
      }
      return resolveCursorConnection(
        { args, defaultSize: PAGE_SIZE_DEFAULT, maxSize: PAGE_SIZE_MAX, toCursor: countersCursor },
        ({ after, before, limit, inverted }: ResolveCursorConnectionArgs) =>
          readPolicyCounters(context, policy, { endUser, after, before, limit, fromEnd: inverted }),
      );
    },
  }),
}));
