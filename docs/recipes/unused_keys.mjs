// Names the API keys of a tenant that were not used for so many days, and revokes them if told to.
//
//   PERPETUO_URL=… PERPETUO_TOKEN=… node unused_keys.mjs --tenant SLUG [--days 90] [--revoke]
//
// Needs the scopes tenants:read, projects:read and api_keys:read, and api_keys:write to revoke.
import process from "node:process";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    tenant: { type: "string" },
    days: { type: "string", default: "90" },
    revoke: { type: "boolean", default: false },
  },
});

async function gql(query, variables) {
  const response = await fetch(`${process.env.PERPETUO_URL ?? "http://localhost:4000"}/graphql`, {
    method: "POST",
    headers: { authorization: `Bearer ${process.env.PERPETUO_TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(errors.map(({ message, extensions }) => `${extensions?.code}: ${message}`).join("\n"));
  return data;
}

const KEYS = `query ($slug: String!, $projects: String, $keys: String) {
  tenant(slug: $slug) {
    projects(first: 1, after: $projects) {
      pageInfo { hasNextPage endCursor }
      edges { node {
        name
        apiKeys(first: 100, after: $keys, states: [ACTIVE]) {
          pageInfo { hasNextPage endCursor }
          edges { node { id name createdAt lastUsedAt } }
        }
      } }
    }
  }
}`;

const REVOKE = `mutation ($input: RevokeApiKeyInput!) {
  revokeApiKey(input: $input) { ... on RevokeApiKeyPayload { apiKey { id } } ... on Error { code message } }
}`;

/** All keys in use, project by project and page by page. */
async function* activeKeys(slug) {
  let projects = null;
  let keys = null;
  for (;;) {
    const { tenant } = await gql(KEYS, { slug, projects, keys });
    const edge = tenant.projects.edges[0];
    if (edge === undefined) return;
    for (const { node } of edge.node.apiKeys.edges) yield { ...node, project: edge.node.name };
    const { apiKeys } = edge.node;
    if (apiKeys.pageInfo.hasNextPage) {
      keys = apiKeys.pageInfo.endCursor;
    } else if (tenant.projects.pageInfo.hasNextPage) {
      projects = tenant.projects.pageInfo.endCursor;
      keys = null;
    } else return;
  }
}

const before = Date.now() - Number(values.days) * 86_400_000;
let seen = 0;
const unused = [];
for await (const key of activeKeys(values.tenant)) {
  seen++;
  if (Date.parse(key.lastUsedAt ?? key.createdAt) < before) unused.push(key);
}
for (const { id, name, project, lastUsedAt } of unused) {
  console.log(`${project} / ${name}: ${lastUsedAt === null ? "never used" : `last used ${lastUsedAt}`}`);
  if (!values.revoke) continue;
  const { revokeApiKey } = await gql(REVOKE, { input: { id } });
  if (revokeApiKey.code) throw new Error(revokeApiKey.message);
}
console.log(`${unused.length} of ${seen} keys were not used for ${values.days} days.`);
