import type { BodyLoss } from "../../prisma/generated/client/client.ts";
import { bodyLossReason } from "../../shared/contracts/captured_body.ts";
import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { listBodyLosses } from "./body_losses.ts";

const BodyLossReasonEnum = builder.enumType("BodyLossReason", {
  description: "Why bodies were not kept.",
  values: {
    QUEUE_FULL: { value: "queue_full", description: "The gateway had too many waiting." },
    UNREADABLE: { value: "unreadable", description: "Preparing them failed in the gateway; its log has more." },
    STREAM_FULL: { value: "stream_full", description: "The stream to the recorder held as much as it may." },
    STREAM_UNAVAILABLE: { value: "stream_unavailable", description: "The gateway ended before Redis was back." },
    REFUSED: { value: "refused", description: "The recorder could not store them; its log has more." },
  } as const,
});

const BodyLossType = builder.objectRef<BodyLoss>("BodyLoss").implement({
  description: "Bodies that a process lost since it started, for one reason.",
  fields: (t) => ({
    instance: t.exposeString("instance", { description: "The gateway's or the recorder's process." }),
    reason: t.field({
      type: BodyLossReasonEnum,
      description: "Why.",
      resolve: ({ reason }) => bodyLossReason.parse(reason),
    }),
    requests: t.field({ type: "BigInt", description: "Of how many requests.", resolve: ({ count }) => count }),
    updatedAt: t.expose("updatedAt", { type: "DateTime", description: "When it last rose." }),
  }),
});

builder.queryField("bodyLosses", (t) =>
  t.field({
    type: [BodyLossType],
    description: "What was lost of a tenant's captured bodies within the last 90 days, the latest first; at most 500.",
    args: { tenantId: t.arg.id({ required: true, description: "The tenant." }) },
    resolve: (_root, args, context) => listBodyLosses(context, decodeGlobalId("Tenant", args.tenantId, "tenantId")),
  }));
