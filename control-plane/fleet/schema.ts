import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { TroubledTargetType } from "../targets/schema.ts";
import type { ConvergenceEvent } from "./convergence_subscription.ts";
import { type GatewayState, refusalSentence } from "./gateway_word.ts";
import {
  describeGateways,
  type FleetView,
  type GatewayView,
  readFleet,
  type RevisionMark,
  watchConvergence,
} from "./read_fleet.ts";

const GatewayStateEnum = builder.enumType("GatewayState", {
  description: "How a living gateway stands to a tenant's revision.",
  values: {
    APPLIED: { value: "applied", description: "It serves that revision, or a later one." },
    BEHIND: { value: "behind", description: "It serves an earlier one." },
    REFUSED: { value: "refused", description: "It could not use that revision, and serves the one it had." },
    IDLE: {
      value: "idle",
      description: "It was not asked for this tenant yet: it loads the current revision with the first request.",
    },
  } as const,
});

const RefusalReasonEnum = builder.enumType("RevisionRefusalReason", {
  description: "Why a gateway cannot use a revision.",
  values: {
    UNSUPPORTED_SCHEMA: { value: "unsupported_schema", description: "Its build is older than the revision's schema." },
    INVALID: { value: "invalid", description: "The revision is damaged, or not what its hash says." },
  } as const,
});

const RevisionMarkType = builder.objectRef<Pick<RevisionMark, "number" | "hash">>("RevisionMark").implement({
  description: "Which revision is spoken of.",
  fields: (t) => ({
    number: t.exposeInt("number", { description: "Its number within the tenant." }),
    hash: t.exposeString("hash", { description: "The hash of its content." }),
  }),
});

const GatewayRefusalType = builder.objectRef<NonNullable<GatewayView["word"]>>("GatewayRefusal").implement({
  description: "Why a gateway does not serve a revision.",
  fields: (t) => ({
    reason: t.field({ type: RefusalReasonEnum, description: "Why.", resolve: ({ reason }) => reason ?? "invalid" }),
    message: t.string({ description: "What that means and what to do.", resolve: (word) => refusalSentence(word) }),
  }),
});

const GatewayType = builder.objectRef<GatewayView>("FleetGateway").implement({
  description: "A living gateway, and what it said last of the tenant's revisions.",
  fields: (t) => ({
    instance: t.string({
      description: "The process; a new one for every start.",
      resolve: ({ heartbeat }) => heartbeat.instance,
    }),
    build: t.string({ description: "Its build.", resolve: ({ heartbeat }) => heartbeat.build }),
    startedAt: t.field({
      type: "DateTime",
      description: "When it started.",
      resolve: ({ heartbeat }) => new Date(heartbeat.startedAt),
    }),
    lastSeenAt: t.field({
      type: "DateTime",
      nullable: true,
      description: "When it last said that it lives, by its own clock; every 5 seconds. Null of an older build.",
      resolve: ({ heartbeat: { beatAt } }) => beatAt === undefined ? null : new Date(beatAt),
    }),
    state: t.field({ type: GatewayStateEnum, description: "How it stands.", resolve: ({ state }) => state }),
    revision: t.field({
      type: RevisionMarkType,
      nullable: true,
      description:
        "The revision of its last word: applied, or refused where `refusal` is there. Null while it is idle.",
      resolve: ({ word }) => word,
    }),
    acknowledgedAt: t.field({
      type: "DateTime",
      nullable: true,
      description: "When it said so.",
      resolve: ({ word }) => word && new Date(word.at),
    }),
    acknowledgedAfterSeconds: t.exposeFloat("acknowledgedAfterSeconds", {
      nullable: true,
      description:
        "Seconds from the publishing to its word. Null while it is idle, and where it started after the publishing.",
    }),
    revisionsBehind: t.exposeInt("revisionsBehind", {
      nullable: true,
      description: "How many revisions the one of its last word is behind the current one; null while it is idle.",
    }),
    refusal: t.field({
      type: GatewayRefusalType,
      nullable: true,
      description: "Why it does not serve the revision; null where it does.",
      resolve: ({ word }) => word?.status === "refused" ? word : null,
    }),
    troubledTargets: t.field({
      type: [TroubledTargetType],
      description: "The tenant's targets that it found failing and that are left alone or about to be tried.",
      resolve: ({ troubledTargets }) => troubledTargets,
    }),
    requestsInFlight: t.int({
      nullable: true,
      description: "Requests of all tenants that are under way; null but for those who run the installation.",
      resolve: ({ isOperators, heartbeat }) => isOperators ? heartbeat.requestsInFlight : null,
    }),
    recordsLost: t.int({
      nullable: true,
      description:
        "Records that it could not write down since it started; null but for those who run the installation.",
      resolve: ({ isOperators, heartbeat }) => isOperators ? heartbeat.recordsLost ?? null : null,
    }),
  }),
});

const FleetType = builder.objectRef<FleetView>("Fleet").implement({
  description: "The gateways that are alive, as they stand to a tenant.",
  fields: (t) => ({
    currentRevision: t.field({
      type: RevisionMarkType,
      nullable: true,
      description: "What they are to serve; null before the first publish.",
      resolve: ({ current }) => current,
    }),
    gateways: t.field({
      type: [GatewayType],
      description: "Every living one, by instance.",
      resolve: ({ gateways }) => gateways,
    }),
    converged: t.exposeBoolean("converged", {
      description: "Whether every gateway that serves the tenant has applied the current revision or refused it.",
    }),
  }),
});

builder.queryField("fleet", (t) =>
  t.field({
    type: FleetType,
    description: "The gateways that are alive, and which revision of the tenant each serves.",
    args: { tenantId: t.arg.id({ required: true, description: "The tenant." }) },
    resolve: (_root, args, context) =>
      readFleet(context, { tenantId: decodeGlobalId("Tenant", args.tenantId, "tenantId") }),
  }));

const ConvergenceEventType = builder.objectRef<ConvergenceEvent & { tenantId: string; revision: number }>(
  "FleetConvergenceEvent",
).implement({
  description: "How the living gateways stand to a revision.",
  fields: (t) => ({
    revision: t.exposeInt("revision", { description: "The revision's number." }),
    gateways: t.field({
      type: [GatewayType],
      description: "Every living one; `revisionsBehind` counts from the revision that is watched.",
      resolve: async ({ tenantId, words, revision: number }, _args, context) => {
        const current = await context.dependencies.db.revision.findUnique({
          where: { tenantId_number: { tenantId, number } },
          select: { number: true, hash: true, publishedAt: true },
        });
        return await describeGateways(context, { tenantId, words, current });
      },
    }),
    applied: t.int({ description: "How many serve it.", resolve: ({ words }) => countOf(words, "applied") }),
    refused: t.int({ description: "How many refused it.", resolve: ({ words }) => countOf(words, "refused") }),
    pending: t.int({
      description: "How many still serve an earlier one.",
      resolve: ({ words }) => countOf(words, "behind"),
    }),
    idle: t.int({ description: "How many do not serve the tenant.", resolve: ({ words }) => countOf(words, "idle") }),
    converged: t.exposeBoolean("converged", { description: "Whether nobody is waited for any more." }),
    final: t.exposeBoolean("final", { description: "Whether it is the last event: converged, or ten minutes over." }),
  }),
});

function countOf(words: ConvergenceEvent["words"], state: GatewayState): number {
  return words.filter((word) => word.state === state).length;
}

builder.subscriptionField("fleetConvergence", (t) =>
  t.field({
    type: ConvergenceEventType,
    description:
      "How the living gateways come to a revision: at once, then with every change within 250 ms. Completes when all that " +
      "serve the tenant have applied or refused it, or after ten minutes.",
    args: {
      tenantId: t.arg.id({ required: true, description: "The tenant." }),
      revision: t.arg.int({ required: true, description: "The revision's number, as `publishConfig` answers it." }),
    },
    subscribe: (_root, args, context) =>
      watchConvergence(context, {
        tenantId: decodeGlobalId("Tenant", args.tenantId, "tenantId"),
        number: args.revision,
      }),
    resolve: (event, args) => ({
      ...event,
      tenantId: decodeGlobalId("Tenant", args.tenantId, "tenantId"),
      revision: args.revision,
    }),
  }));
