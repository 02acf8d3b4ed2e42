import { builder } from "../graphql/builder.ts";
import { decodeGlobalId, encodeGlobalId } from "../graphql/global_id.ts";
import { readFilterInput, RequestLogFilter } from "../logs/log_filter_input.ts";
import { RevisionNode } from "../publishing/schema.ts";
import { type DraftReplay, replayDraft, REPLAYED_DEFAULT, REPLAYED_MAX } from "./replay_draft.ts";
import type { DenialGroup, ReplayGroup, ReplaySide, TargetChange, UnknownGroup } from "./replay_summary.ts";

const GroupInterface = builder.interfaceRef<ReplayGroup>("ReplayedRequests").implement({
  description: "Requests of which a replay says the same.",
  fields: (t) => ({
    requests: t.exposeInt("requests", { description: "How many." }),
    requestLogIds: t.idList({
      description: "The global ids of some of them, the oldest first; 100 at most.",
      resolve: ({ examples }) => examples.map((id) => encodeGlobalId("RequestLog", id)),
    }),
  }),
});

/** A change with all that it is a share of. */
interface ChangeOfAll extends TargetChange {
  compared: number;
}

const TargetChangeType = builder.objectRef<ChangeOfAll>("ReplayedTargetChange").implement({
  interfaces: [GroupInterface],
  description: "Requests that would go to another target.",
  fields: (t) => ({
    from: t.exposeString("from", { description: "Where they went: `provider/model`." }),
    to: t.exposeString("to", { description: "Where they would go: `provider/model`." }),
    share: t.float({
      description: "Their share of all that were compared, 0 to 1.",
      resolve: ({ requests, compared }) => compared === 0 ? 0 : requests / compared,
    }),
  }),
});

const DenialGroupType = builder.objectRef<DenialGroup>("ReplayedDenial").implement({
  interfaces: [GroupInterface],
  description: "Requests that are refused on one side of the comparison alone.",
  fields: (t) => ({
    errorCode: t.string({ description: "The stable code of the refusal.", resolve: ({ denial }) => denial.code }),
    policyId: t.string({
      nullable: true,
      description: "The policy's UUID, or the API key's for a limit of its own; null: the model leads nowhere.",
      resolve: ({ denial }) => denial.policyId,
    }),
    policyName: t.string({
      nullable: true,
      description: "What it is called; null where nobody knows any more.",
      resolve: ({ denial }) => denial.policyName,
    }),
    limit: t.string({ nullable: true, description: "Which limit refuses.", resolve: ({ denial }) => denial.limit }),
  }),
});

const UnknownReasonEnum = builder.enumType("ReplayUnknownReason", {
  description: "Why nothing can be told of a request.",
  values: {
    NOT_READ: { value: "not_read", description: "It was turned away before its body was understood." },
    TURNED_AWAY: { value: "turned_away", description: "The gateway was at fault, full or about to stop." },
    PROJECT_GONE: { value: "project_gone", description: "The configuration does not have its project." },
    INPUT_NOT_RECORDED: {
      value: "input_not_recorded",
      description: "The route looks at a header or at metadata that the route of then did not look at.",
    },
    INPUT_CUT: { value: "input_cut", description: "Of a value that the route looks at 256 characters were recorded." },
  } as const,
});

const UnknownGroupType = builder.objectRef<UnknownGroup>("ReplayedUnknown").implement({
  interfaces: [GroupInterface],
  description: "Requests of which nothing can be told; they are part of no other figure.",
  fields: (t) => ({
    reason: t.field({ type: UnknownReasonEnum, description: "Why.", resolve: ({ unknown }) => unknown.reason }),
    field: t.string({
      nullable: true,
      description: "Which field is not known.",
      resolve: ({ unknown }) => unknown.field,
    }),
  }),
});

const ReplaySideType = builder.objectRef<ReplaySide>("ReplaySide").implement({
  description: "One side of the comparison.",
  fields: (t) => ({
    served: t.exposeInt("served", { description: "Requests that reach a target." }),
    denied: t.exposeInt("denied", { description: "Requests that are refused." }),
    costNanoUsd: t.field({
      type: "BigInt",
      description: "What they cost, in nano-dollars, without what is `unpriced`.",
      resolve: ({ nanoUsd }) => BigInt(nanoUsd),
    }),
    unpriced: t.exposeInt("unpriced", { description: "Requests whose target has no known price." }),
    estimated: t.exposeInt("estimated", {
      description: "Requests whose tokens are estimated, because nobody answered them when they were recorded.",
    }),
    p50Ms: t.exposeFloat("p50Ms", { nullable: true, description: "Half of them take at most so many milliseconds." }),
    p95Ms: t.exposeFloat("p95Ms", { nullable: true, description: "19 of 20 take at most so many milliseconds." }),
    latencyUnknown: t.exposeInt("latencyUnknown", {
      description: "Requests of which nobody knows how long they would take; not part of the latencies.",
    }),
  }),
});

const DraftReplayType = builder.objectRef<DraftReplay>("DraftReplay").implement({
  description: "What would become of recorded requests under another configuration.",
  fields: (t) => ({
    revision: t.field({
      type: RevisionNode,
      nullable: true,
      description: "The revision that was tried; null: the draft.",
      resolve: ({ revision }) => revision,
    }),
    baseline: t.field({
      type: RevisionNode,
      nullable: true,
      description: "The revision that it was held against; null: what was recorded.",
      resolve: ({ baseline }) => baseline,
    }),
    replayed: t.exposeInt("replayed", { description: "Requests that were gone through." }),
    from: t.expose("from", { type: "DateTime", nullable: true, description: "When the first of them came in." }),
    to: t.expose("to", { type: "DateTime", nullable: true, description: "When the last of them came in." }),
    tookMs: t.exposeFloat("tookMs", { description: "How long the replay took, in milliseconds." }),
    compared: t.exposeInt("compared", { description: "Requests of which both sides can be told." }),
    unchanged: t.exposeInt("unchanged", { description: "Those with the same target, or refused on both sides." }),
    changedTargets: t.field({
      type: [TargetChangeType],
      description: "Those that would go elsewhere, from and to, the most first.",
      resolve: ({ changedTargets, compared }) => changedTargets.map((change) => ({ ...change, compared })),
    }),
    newDenials: t.field({
      type: [DenialGroupType],
      description: "Those that would be refused and were not, by policy and limit.",
      resolve: ({ newDenials }) => newDenials.filter(({ denial }) => !isNowhere(denial)),
    }),
    noLongerDenied: t.field({
      type: [DenialGroupType],
      description: "Those that were refused and would not be.",
      resolve: ({ noLongerDenied }) => noLongerDenied,
    }),
    modelNotFound: t.field({
      type: [DenialGroupType],
      description: "Those whose `model` would lead nowhere and did not.",
      resolve: ({ newDenials }) => newDenials.filter(({ denial }) => isNowhere(denial)),
    }),
    unknown: t.field({
      type: [UnknownGroupType],
      description: "Those of which nothing can be told, and why.",
      resolve: ({ unknown }) => unknown,
    }),
    before: t.field({ type: ReplaySideType, description: "As it was.", resolve: ({ before }) => before }),
    after: t.field({ type: ReplaySideType, description: "As it would be.", resolve: ({ after }) => after }),
  }),
});

function isNowhere({ code }: DenialGroup["denial"]): boolean {
  return code === "model_not_found" || code === "direct_models_not_allowed";
}

const ReplayDraftInput = builder.inputType("ReplayDraftInput", {
  description: "Which requests are replayed, under what, and what that is held against.",
  fields: (t) => ({
    tenantId: t.id({ required: true, description: "The tenant." }),
    projectId: t.id({ description: "Only requests of this project; left out: of all." }),
    filter: t.field({ type: RequestLogFilter, description: "Only requests that it fits; left out: all." }),
    last: t.int({
      description: `How many, the latest of them; ${REPLAYED_DEFAULT} by default, ${REPLAYED_MAX} at most.`,
    }),
    revision: t.int({ description: "The number of the revision that is tried; left out: the draft." }),
    baseline: t.int({
      description: "The number of the revision that it is held against; left out: what was recorded.",
    }),
  }),
});

/** Seconds of work: one in a document. */
const REPLAY_COMPLEXITY = 50_000;

builder.queryField("replayDraft", (t) =>
  t.field({
    type: DraftReplayType,
    complexity: REPLAY_COMPLEXITY,
    description:
      "What would become of the latest recorded requests under the draft or a revision; nobody is called. One replay of a " +
      "tenant runs at a time.",
    args: { input: t.arg({ type: ReplayDraftInput, required: true, description: "Which requests, under what." }) },
    resolve: (_root, { input }, context) =>
      replayDraft(context, {
        tenantId: decodeGlobalId("Tenant", input.tenantId, ["input", "tenantId"]),
        projectId: input.projectId == null ? null : decodeGlobalId("Project", input.projectId, ["input", "projectId"]),
        filter: readFilterInput(input.filter),
        last: input.last,
        revision: input.revision,
        baseline: input.baseline,
      }, context.signal),
  }));
