import { builder } from "../graphql/builder.ts";
import { RequestLogFilter } from "./log_filter_input.ts";
import { logScopeArgs, readLogInput } from "./log_scope_input.ts";
import { RequestLogNode } from "./request_log_node.ts";
import { tailLogs } from "./tail_logs.ts";
import type { TailEvent } from "./tail_subscription.ts";

const RequestLogEvent = builder.objectRef<TailEvent>("RequestLogEvent").implement({
  description: "A record that has just come in.",
  fields: (t) => ({
    cursor: t.exposeString("cursor", { description: "Send it as `after` to go on behind this event." }),
    dropped: t.exposeInt("dropped", {
      description: "How many records were left out before this one, because you did not keep up.",
    }),
    gap: t.exposeBoolean("gap", {
      description:
        "Records may be missing before this one: the stream no longer has all that came after `after`. What " +
        "the database has of them follows from here on; tell repeated ones by their id.",
    }),
    log: t.field({ type: RequestLogNode, description: "The record.", resolve: ({ log }) => log }),
  }),
});

builder.subscriptionField("requestLogTail", (t) =>
  t.field({
    type: RequestLogEvent,
    description:
      "The request records of a project, or of a whole tenant, as they come in. Subscribe again with the last `cursor` whenever it ends.",
    args: {
      ...logScopeArgs(t),
      filter: t.arg({ type: RequestLogFilter, description: "Which records; left out: all." }),
      after: t.arg.string({ description: "Only what came after this event's cursor; left out: from now on." }),
    },
    subscribe: (_root, args, context) => tailLogs(context, { ...readLogInput(args), after: args.after }),
    resolve: (event) => event,
  }));
