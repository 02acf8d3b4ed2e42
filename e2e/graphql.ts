/** Sends one operation with a personal access token; throws with the errors when there are any. */
export async function graphql(
  to: { graphqlUrl: string; adminToken: string },
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Answer> {
  const response = await fetch(to.graphqlUrl, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${to.adminToken}` },
    body: JSON.stringify({ query, variables }),
  });
  const answer = await response.json();
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data;
}

/** The first project of the token's owner. */
export async function firstProject(
  to: { graphqlUrl: string; adminToken: string },
): Promise<{ tenantId: string; id: string }> {
  const { viewer } = await graphql(
    to,
    `{
    viewer { tenants { edges { node { id projects { edges { node { id } } } } } } }
  }`,
  );
  const tenant = viewer.tenants.edges[0].node;
  return { tenantId: tenant.id, id: tenant.projects.edges[0].node.id };
}

/** The first tenant of the token's owner. */
export async function firstTenant(
  to: { graphqlUrl: string; adminToken: string },
): Promise<{ id: string; slug: string }> {
  const { viewer } = await graphql(to, "{ viewer { tenants(first: 1) { edges { node { id slug } } } } }");
  return viewer.tenants.edges[0].node;
}

/** Every record of a project with the named fields, newest first, all pages of it. */
export async function allLogs(
  to: { graphqlUrl: string; adminToken: string },
  projectId: string,
  fields: string,
): Promise<Answer[]> {
  const found: Answer[] = [];
  let after: string | null = null;
  do {
    const data: Answer = await graphql(
      to,
      `query ($projectId: ID!, $after: String) {
        requestLogs(projectId: $projectId, first: 200, after: $after) {
          pageInfo { hasNextPage endCursor } edges { node { ${fields} } }
        }
      }`,
      { projectId, after },
    );
    found.push(...data.requestLogs.edges.map((edge: Answer) => edge.node));
    after = data.requestLogs.pageInfo.hasNextPage ? data.requestLogs.pageInfo.endCursor : null;
  } while (after);
  return found;
}

/** What the API answers; the tests assert it field by field. */
// deno-lint-ignore no-explicit-any
export type Answer = any;
