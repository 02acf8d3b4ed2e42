import { NotFoundError, ValidationError } from "../api_error.ts";
import { authorize } from "../authorization/authorize.ts";
import { authorizeObject } from "../authorization/authorize_object.ts";
import type { Call } from "../call.ts";
import { parseInput } from "../parse_input.ts";
import type { LogCondition } from "./log_condition.ts";
import { logConditions, type LogFilter, logFilter } from "./log_filter.ts";
import { loadProject } from "./log_relations.ts";

/** Which records are asked for, checked. */
export interface LogQuery {
  tenantId: string;
  /** Null: all of the tenant's. */
  projectId: string | null;
  filter: LogFilter;
  conditions: LogCondition[];
}

/**
 * Lets the caller read the records of a project, or of a whole tenant where no project is given, and checks the filter;
 * `ValidationError` with paths that begin at `filter`.
 */
export async function readLogQuery(
  call: Call,
  { projectId, tenantId, filter: input }: { projectId: string | null; tenantId: string | null; filter: unknown },
): Promise<LogQuery> {
  const owner = await authorizeScope(call, { projectId, tenantId });
  const filter = parseInput(logFilter, input ?? {}, ["filter"]);
  const scope = projectId === null ? { tenantId: owner } : { projectId };
  return { tenantId: owner, projectId, filter, conditions: logConditions(scope, filter) };
}

/** Whose records they are: the tenant's id. */
async function authorizeScope(
  call: Call,
  { projectId, tenantId }: { projectId: string | null; tenantId: string | null },
): Promise<string> {
  if (projectId === null) {
    if (tenantId === null) {
      throw new ValidationError([{ path: ["projectId"], message: "name a project, or a tenant by 'tenantId'" }]);
    }
    authorize(call.actor, "request_log.read", tenantId);
    return tenantId;
  }
  const { object } = await authorizeObject(call, "request_log.read", () => loadProject(call, projectId));
  if (tenantId !== null && object.tenantId !== tenantId) throw new NotFoundError();
  return object.tenantId;
}
