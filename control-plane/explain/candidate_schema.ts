import type { ProviderKind as StoredProviderKind } from "../../prisma/generated/client/enums.ts";
import { builder } from "../graphql/builder.ts";
import { ProviderKindEnum } from "../providers/schema.ts";
import { CoolingKeyType, TroubledTargetType } from "../targets/schema.ts";
import type { CandidateReport } from "./candidate_report.ts";

const PolicyRefusalType = builder.objectRef<NonNullable<CandidateReport["refusal"]>>("ExplainedRefusal").implement({
  description: "Why a policy forbids a target.",
  fields: (t) => ({
    policyId: t.string({
      description: "The policy's UUID, or the API key's.",
      resolve: ({ refusal }) => refusal.policyId,
    }),
    policyName: t.exposeString("policyName", { description: "What it is called." }),
    limit: t.string({ description: "Which of its limits.", resolve: ({ refusal }) => refusal.limit }),
  }),
});

export const ExplainedCandidateType = builder.objectRef<CandidateReport>("ExplainedCandidate").implement({
  description: "A target that the request may come to.",
  fields: (t) => ({
    position: t.exposeInt("position", {
      description: "0 is tried first, and each further one after the one before failed.",
    }),
    provider: t.string({ description: "The provider's name.", resolve: ({ target }) => target.provider }),
    model: t.string({ description: "The model at the provider.", resolve: ({ target }) => target.model }),
    providerKind: t.field({
      type: ProviderKindEnum,
      nullable: true,
      description: "Which wire protocol it speaks; null where there is no such provider.",
      resolve: ({ providerKind }) => providerKind && providerKind.toUpperCase() as StoredProviderKind,
    }),
    usableKeys: t.exposeInt("usableKeys", { description: "How many keys its provider has that are not at rest." }),
    coolingKeys: t.field({
      type: [CoolingKeyType],
      description: "Keys of it that gateways pass over now.",
      resolve: ({ coolingKeys }) => coolingKeys,
    }),
    trouble: t.field({
      type: TroubledTargetType,
      nullable: true,
      description: "What gateways tell of its failures; null: nothing.",
      resolve: ({ trouble }) => trouble,
    }),
    openUntil: t.expose("openUntil", {
      type: "DateTime",
      nullable: true,
      description: "Until when it is left alone; null: it is called.",
    }),
    priceNanoUsd: t.field({
      type: "BigInt",
      nullable: true,
      description: "What the request would cost there, in nano-dollars; null: unpriced.",
      resolve: ({ priceNanoUsd }) => priceNanoUsd === null ? null : BigInt(priceNanoUsd),
    }),
    refusal: t.field({
      type: PolicyRefusalType,
      nullable: true,
      description: "Why policies forbid it, so that it is left out; null: they do not.",
      resolve: ({ refusal }) => refusal,
    }),
  }),
});
