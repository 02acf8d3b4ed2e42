import { resolveCursorConnection, type ResolveCursorConnectionArgs } from "@pothos/plugin-relay";
import { builder } from "../graphql/builder.ts";
import { ErrorInterface } from "../graphql/error_types.ts";
import { decodeGlobalId, encodeGlobalId } from "../graphql/global_id.ts";
import { RequestLogNode } from "../logs/request_log_node.ts";
import { NotReplayableError } from "./not_replayable_error.ts";
import { readOriginal, readReplays, replayCursor } from "./read_replays.ts";
import { replayRequest } from "./replay_request.ts";

const PAGE_DEFAULT = 20;
const PAGE_MAX = 100;

const ReasonEnum = builder.enumType("NotReplayableReason", {
  description: "Why a request cannot be sent once more as it was.",
  values: {
    NOT_CAPTURED: { value: "not_captured", description: "The project captured nothing of it." },
    NO_LOG: { value: "no_log", description: "The request said `x-perpetuo-no-log`." },
    PENDING: { value: "pending", description: "Its body may still be on its way; ask again within a minute." },
    DROPPED: { value: "dropped", description: "Its body was lost on its way." },
    EXPIRED: { value: "expired", description: "The time that the project keeps bodies is over." },
    UNREADABLE: { value: "unreadable", description: "The master key of its body is not at hand." },
    REDACTED: { value: "redacted", description: "Something was taken out of its body." },
    TRUNCATED: { value: "truncated", description: "Its body was cut." },
    MEDIA_REPLACED: { value: "media_replaced", description: "Images or files were replaced by their size." },
  } as const,
});

builder.objectType(NotReplayableError, {
  name: "NotReplayableError",
  description: "The body of the request is not there as it was.",
  interfaces: [ErrorInterface],
  fields: (t) => ({
    reason: t.field({ type: ReasonEnum, description: "Why.", resolve: ({ reason }) => reason }),
  }),
});

builder.objectFields(RequestLogNode, (t) => ({
  original: t.field({
    type: RequestLogNode,
    nullable: true,
    description: "The request that this one repeats, `replayOf`; null for none, and when it is gone.",
    resolve: (record, _args, context) => readOriginal(context, record),
  }),
  replays: t.connection(
    {
      type: RequestLogNode,
      description:
        `The requests that repeat this one, the newest first; ${PAGE_DEFAULT} by default, ${PAGE_MAX} at most.`,
      resolve: (record, args, context) =>
        resolveCursorConnection(
          { args, defaultSize: PAGE_DEFAULT, maxSize: PAGE_MAX, toCursor: replayCursor },
          (page: ResolveCursorConnectionArgs) => readReplays(context, record, page),
        ),
    },
    { name: "RequestReplayConnection" },
    { name: "RequestReplayEdge" },
  ),
}));

/** It calls a model, and reads what was captured. */
const REPLAY_COMPLEXITY = 4_000;

builder.relayMutationField("replayRequest", {
  description: "Which request to send once more, and where to.",
  inputFields: (t) => ({
    requestLogId: t.id({ required: true, description: "The request; its project must have captured it whole." }),
    target: t.string({ required: true, description: "`provider/model`, or the name of a route of the project." }),
    revision: t.int({
      description:
        "The number of the published revision whose routes are taken; left out, the present one's. Providers, " +
        "keys and policies are the present ones in any case.",
    }),
  }),
}, {
  description:
    "Sends a captured request once more to another target, and waits for its answer, for a minute at most. It is " +
    "a request of its own, which costs and counts; its record names the original. For owners and administrators; on the " +
    "audit trail.",
  complexity: REPLAY_COMPLEXITY,
  errors: { types: [NotReplayableError] },
  resolve: (_root, { input }, context) =>
    replayRequest(context, {
      requestLogId: decodeGlobalId("RequestLog", input.requestLogId, "requestLogId"),
      target: input.target,
      revision: input.revision,
    }, context.signal),
}, {
  description: "The request was sent once more, whatever came of it.",
  outputFields: (t) => ({
    requestLogId: t.id({
      description: "The new record's global id.",
      resolve: ({ requestId }) => encodeGlobalId("RequestLog", requestId),
    }),
    requestLog: t.field({
      type: RequestLogNode,
      nullable: true,
      description: "The new record; null while it is on its way.",
      resolve: ({ record }) => record,
    }),
    original: t.field({
      type: RequestLogNode,
      description: "The record of the request that was repeated.",
      resolve: ({ original }) => original,
    }),
    status: t.int({ description: "The HTTP status that a client would have got.", resolve: ({ status }) => status }),
    answer: t.string({
      description: "What a client would have got: JSON, or the events of a stream; 4 MiB at most.",
      resolve: ({ answer }) => answer,
    }),
    answerTruncated: t.boolean({
      description: "Whether some of the answer is missing at its end.",
      resolve: ({ answerTruncated }) => answerTruncated,
    }),
    originalAnswer: t.string({
      nullable: true,
      description: "What the original's client got, as it was captured; null where no answer was begun.",
      resolve: ({ originalAnswer }) => originalAnswer?.text ?? null,
    }),
    costNanoUsd: t.field({
      type: "BigInt",
      nullable: true,
      description:
        "What it cost, in nano-dollars; null while its record is on its way, and when the price is not known.",
      resolve: ({ record }) => record === null || record.costNanoUsd === null ? null : BigInt(record.costNanoUsd),
    }),
    originalCostNanoUsd: t.field({
      type: "BigInt",
      nullable: true,
      description: "What the original cost, in nano-dollars; null when the price was not known.",
      resolve: ({ original }) => original.costNanoUsd === null ? null : BigInt(original.costNanoUsd),
    }),
  }),
});
