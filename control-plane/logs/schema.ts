import { resolveCursorConnection, type ResolveCursorConnectionArgs } from "@pothos/plugin-relay";
import "./request_log_fields.ts";
import { builder } from "../graphql/builder.ts";
import { RequestLogFilter } from "./log_filter_input.ts";
import { logScopeArgs, readLogInput } from "./log_scope_input.ts";
import { listLogs, logCursor } from "./read_logs.ts";
import { RequestLogNode } from "./request_log_node.ts";

const PAGE_LOGS_DEFAULT = 50;
const PAGE_LOGS_MAX = 200;

const RequestLogConnection = builder.connectionObject(
  { type: RequestLogNode, name: "RequestLogConnection" },
  { name: "RequestLogEdge" },
);

builder.queryField("requestLogs", (t) =>
  t.field({
    type: RequestLogConnection,
    description: "The request records of a project, or of a whole tenant, the newest first.",
    args: {
      ...logScopeArgs(t),
      filter: t.arg({ type: RequestLogFilter, description: "Which records; left out: all." }),
      first: t.arg.int({
        description: `How many from the newest on; ${PAGE_LOGS_DEFAULT} by default, ${PAGE_LOGS_MAX} at most.`,
      }),
      after: t.arg.string({ description: "Only what is older than this cursor." }),
      last: t.arg.int({ description: `How many from the oldest on; ${PAGE_LOGS_MAX} at most.` }),
      before: t.arg.string({ description: "Only what is newer than this cursor." }),
    },
    resolve: (_root, args, context) => {
      const input = readLogInput(args);
      return resolveCursorConnection(
        { args, defaultSize: PAGE_LOGS_DEFAULT, maxSize: PAGE_LOGS_MAX, toCursor: logCursor },
        ({ after, before, limit, inverted }: ResolveCursorConnectionArgs) =>
          listLogs(context, input, { after, before, limit, oldestFirst: inverted }),
      );
    },
  }));
