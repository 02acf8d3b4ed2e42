/** Where the rows of a chart are as a file, from the variables that it was asked for with. */
export function csvHref(variables: {
  tenantId: string;
  bucket: string;
  from: string;
  to: string;
  timeZone?: string;
  groupBy?: string;
  tagName?: string;
  first?: number;
  filter: {
    projectIds?: readonly string[];
    apiKeyIds?: readonly string[];
    models?: readonly string[];
    providers?: readonly string[];
    routeNames?: readonly string[];
    outcomes?: readonly string[];
    errorCodes?: readonly string[];
  };
}): string | null {
  const { filter } = variables;
  const [projectId, ...moreProjects] = filter.projectIds ?? [];
  // A file is of one project or of all.
  if (moreProjects.length > 0) return null;
  const params = new URLSearchParams({
    tenantId: variables.tenantId,
    from: variables.from,
    to: variables.to,
    bucket: variables.bucket,
  });
  const one = { projectId, timeZone: variables.timeZone, groupBy: variables.groupBy, tagName: variables.tagName };
  for (const [name, value] of Object.entries(one)) if (value !== undefined) params.set(name, value);
  if (variables.groupBy !== undefined) {
    params.set("first", String(variables.first ?? 10));
    params.set("other", "true");
  }
  // Neither is kept of end users and tags.
  if (variables.groupBy !== "END_USER" && variables.groupBy !== "TAG") params.set("latencies", "true");
  const lists = {
    apiKeyId: filter.apiKeyIds,
    model: filter.models,
    provider: filter.providers,
    routeName: filter.routeNames,
    outcome: filter.outcomes,
    errorCode: filter.errorCodes,
  };
  for (const [name, values] of Object.entries(lists)) for (const value of values ?? []) params.append(name, value);
  return `/api/export/usage.csv?${params}`;
}
