/** Whose records: a project's, or those of all projects of a tenant. As variables of the API's queries. */
export type LogScope = { projectId: string } | { tenantId: string };

/** The same for queries of rows: each tells its project where there are several. */
export function rowVariables(scope: LogScope): LogScope & { withProject: boolean } {
  return { ...scope, withProject: "tenantId" in scope };
}
