import type { PolicyScope } from "../../shared/contracts/policy.ts";
import { ApiKeyNode } from "../api-keys/schema.ts";
import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { ProjectNode } from "../projects/schema.ts";

const PolicyScopeTypeEnum = builder.enumType("PolicyScopeType", {
  description: "Whom a policy counts.",
  values: {
    TENANT: { value: "tenant", description: "All of the tenant's requests together." },
    PROJECT: { value: "project", description: "All requests of one project together: `projectId`." },
    API_KEY: {
      value: "api_key",
      description: "The requests of one API key, `apiKeyId`; without it those of each of the tenant's keys by itself.",
    },
    END_USER: {
      value: "end_user",
      description: "The requests on behalf of each end user by itself, of one project where `projectId` is given.",
    },
    MODEL: {
      value: "model",
      description:
        "The requests that ask for one `model`, or that it serves, together; of one project where `projectId` is given.",
    },
  } as const,
});

export const PolicyScopeType = builder.objectRef<PolicyScope>("PolicyScope").implement({
  description: "Whom a policy counts. Which fields it has is told by its type; the others are null.",
  fields: (t) => ({
    type: t.field({ type: PolicyScopeTypeEnum, description: "Whom it counts.", resolve: ({ type }) => type }),
    project: t.prismaField({
      type: ProjectNode,
      nullable: true,
      description: "The project whose requests alone it concerns.",
      resolve: (query, scope, _args, { dependencies }) =>
        "projectId" in scope && scope.projectId !== undefined
          ? dependencies.db.project.findUnique({ ...query, where: { id: scope.projectId } })
          : null,
    }),
    apiKey: t.prismaField({
      type: ApiKeyNode,
      nullable: true,
      description: "The one API key that it concerns; null where it is for each.",
      resolve: (query, scope, _args, { dependencies }) =>
        scope.type === "api_key" && scope.apiKeyId !== undefined
          ? dependencies.db.apiKey.findUnique({ ...query, where: { id: scope.apiKeyId } })
          : null,
    }),
    model: t.string({
      nullable: true,
      description: "The model that it concerns.",
      resolve: (scope) => scope.type === "model" ? scope.model : null,
    }),
  }),
});

export const PolicyScopeInput = builder.inputType("PolicyScopeInput", {
  description: "Whom a policy counts. Its type tells which of the other fields it takes.",
  fields: (t) => ({
    type: t.field({ type: PolicyScopeTypeEnum, required: true, description: "Whom it counts." }),
    projectId: t.id({ description: "The project: needed by PROJECT, taken by END_USER and MODEL." }),
    apiKeyId: t.id({ description: "One API key. Of API_KEY alone; left out, each key has counters of its own." }),
    model: t.string({
      description: "A route's name, a model's, or `provider/model`; 1 to 256 characters. Needed by MODEL.",
    }),
  }),
});

/** A scope as the contract has it, which checks it: ids are UUIDs, and what is null is left out there. */
export function scopeOf(input: ScopeFields): unknown {
  const { type, projectId, apiKeyId, model } = input;
  return {
    type,
    ...(projectId == null ? {} : { projectId: decodeGlobalId("Project", String(projectId), ["scope", "projectId"]) }),
    ...(apiKeyId == null ? {} : { apiKeyId: decodeGlobalId("ApiKey", String(apiKeyId), ["scope", "apiKeyId"]) }),
    ...(model == null ? {} : { model }),
  };
}

interface ScopeFields {
  type: PolicyScope["type"];
  projectId?: string | number | null | undefined;
  apiKeyId?: string | number | null | undefined;
  model?: string | null | undefined;
}
