import { errorClass } from "../../shared/contracts/error_class.ts";
import { ValidationError } from "../api_error.ts";
import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { DeploymentInput } from "./deployment_schema.ts";
import { furtherSettingsFields } from "./further_settings_schema.ts";
import { ProviderKeyNode } from "./key_schema.ts";
import { ProviderKindEnum } from "./schema.ts";
import { type TestedKey, testProviderValues, testSavedProvider } from "./test_connection.ts";

const ConnectionOutcome = builder.objectRef<TestedKey>("ProviderConnectionOutcome").implement({
  description: "What came of calling a provider once.",
  fields: (t) => ({
    ok: t.boolean({ description: "Whether it answered as it should.", resolve: ({ outcome }) => outcome.ok }),
    providerKey: t.field({
      type: ProviderKeyNode,
      nullable: true,
      description: "The saved key that was tried; null where there is none, and for a key that is not saved.",
      resolve: ({ key }) => key,
    }),
    keyProved: t.boolean({
      description:
        "Whether the answer proves the key: a provider that shows its models to everyone proves nothing by them.",
      resolve: ({ outcome }) => outcome.keyProved,
    }),
    latencyMs: t.float({
      description: "From the request to the end of its answer, milliseconds.",
      resolve: ({ outcome }) => outcome.latencyMs,
    }),
    status: t.int({
      nullable: true,
      description: "The provider's HTTP status; null when there was none.",
      resolve: ({ outcome }) => outcome.status,
    }),
    errorClass: t.string({
      nullable: true,
      description: `What went wrong, in the terms that routes go by (${errorClass.options.join(", ")}); null: nothing.`,
      resolve: ({ outcome }) => outcome.errorClass,
    }),
    message: t.string({
      nullable: true,
      description: "What the provider or the network said, without secrets; null when all is well.",
      resolve: ({ outcome }) => outcome.message,
    }),
    models: t.stringList({
      nullable: true,
      description: "The models that the provider names, at most 1,000; null where they were not asked for.",
      resolve: ({ outcome }) => outcome.modelsFound,
    }),
  }),
});

/** Each key is a call to a provider that may take ten seconds. */
const TEST_COMPLEXITY = 2_000;

builder.relayMutationField("testProviderConnection", {
  description: "A saved provider by its `id`, or the values of one that is not saved with `tenantId` and `kind`.",
  inputFields: (t) => ({
    id: t.id({ description: "A saved provider: each of its keys is tried by itself, as the draft has it." }),
    tenantId: t.id({ description: "The tenant, for values that are not saved." }),
    kind: t.field({ type: ProviderKindEnum, description: "What it speaks, for values that are not saved." }),
    baseUrl: t.string({ description: "As for `createProvider`." }),
    apiKey: t.string({ description: "The key to try; it is not stored." }),
    preset: t.string({ description: "As for `createProvider`." }),
    apiVersion: t.string({ description: "As for `createProvider`." }),
    deployments: t.field({ type: [DeploymentInput], description: "As for `createProvider`." }),
    ...furtherSettingsFields(t),
    model: t.string({
      description:
        "Asks this model for a few tokens, which may cost a fraction of a cent; left out, the list of models is " +
        "asked for, where the provider has one.",
    }),
  }),
}, {
  description:
    "Has a gateway call a provider for real and tells what came of it, within about ten seconds. 30 a minute for " +
    "a tenant. Nothing is recorded as a request; the audit trail has it.",
  complexity: TEST_COMPLEXITY,
  errors: {},
  resolve: async (_root, { input }, context) => {
    const { id, tenantId, kind, ...values } = input;
    if (id != null) {
      const given = [["tenantId", tenantId], ["kind", kind], ...Object.entries(values)] as const;
      const others = given.filter(([name, value]) => name !== "model" && value != null);
      if (others.length > 0) throw new ValidationError(others.map(([name]) => ({ path: [name], message: NOT_BOTH })));
      return {
        outcomes: await testSavedProvider(context, { id: decodeGlobalId("Provider", id, "id"), model: input.model }),
      };
    }
    if (tenantId == null || kind == null) {
      throw new ValidationError([{ path: ["id"], message: "give it, or tenantId and kind" }]);
    }
    const place = { ...values, kind, tenantId: decodeGlobalId("Tenant", tenantId, "tenantId") };
    return { outcomes: await testProviderValues(context, place) };
  },
}, {
  description: "The provider was called.",
  outputFields: (t) => ({
    outcomes: t.field({
      type: [ConnectionOutcome],
      description: "One for each key, the oldest first; one without a key where there is none.",
      resolve: ({ outcomes }) => outcomes,
    }),
  }),
});

const NOT_BOTH = "belongs to values that are not saved: leave it or id out";
