import type { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { readFilterInput, type RequestLogFilter } from "./log_filter_input.ts";

type Fields = Parameters<Parameters<typeof builder.queryFields>[0]>[0];

/** The arguments that say whose records are meant, for every field that is about some of them. */
export function logScopeArgs(t: Pick<Fields, "arg">) {
  return {
    projectId: t.arg.id({ description: "The project." }),
    tenantId: t.arg.id({ description: "The tenant, for the records of all its projects." }),
  };
}

/** Those arguments with the ids themselves, and the filter; what they say together is checked by the service. */
export function readLogInput(
  { projectId, tenantId, filter }: {
    projectId?: string | null;
    tenantId?: string | null;
    filter?: typeof RequestLogFilter.$inferInput | null;
  },
): { projectId: string | null; tenantId: string | null; filter: unknown } {
  return {
    projectId: projectId == null ? null : decodeGlobalId("Project", projectId, "projectId"),
    tenantId: tenantId == null ? null : decodeGlobalId("Tenant", tenantId, "tenantId"),
    filter: readFilterInput(filter),
  };
}
