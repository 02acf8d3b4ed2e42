import type { Client } from "@urql/core";
import { paletteQuery } from "../graphql/documents/palette.ts";
import type { ResultOf } from "../graphql/graphql.ts";
import { queryOutcome } from "../graphql/outcome.ts";
import { projectParam, tenantPath } from "../session/places.ts";
import type { Command } from "./command.ts";

/** The objects of a place that the palette leads to; what cannot be read is left out. Never rejects. */
export async function readPaletteObjects(client: Client, slug: string, projectId: string | null): Promise<Command[]> {
  const variables = { slug, projectId: projectId ?? "", hasProject: projectId !== null };
  const outcome = queryOutcome(await client.query(paletteQuery, variables).toPromise());
  return outcome.kind === "failed" ? [] : commandsOf(outcome.data, slug);
}

export function commandsOf({ tenant, node }: ResultOf<typeof paletteQuery>, slug: string): Command[] {
  const path = tenantPath({ slug });
  const at = (group: Command["group"], title: string, href: string): Command => ({
    group,
    title,
    to: { kind: "link", href },
  });
  const project = node?.__typename === "Project" ? node : null;
  const projectPath = project === null ? null : `${path}/p/${projectParam(project.id)}`;
  return [
    ...(project?.routes.edges ?? []).map(({ node }) =>
      at("Routes", node.name, `${projectPath}/routes/${projectParam(node.id)}`)
    ),
    ...(project?.apiKeys.edges ?? []).map(({ node }) => at("API keys", node.name, `${projectPath}/keys`)),
    ...tenant.providers.edges.map(({ node }) => at("Providers", node.name, `${path}/providers`)),
    ...tenant.policies.edges.map(({ node }) => at("Policies", node.name, `${path}/policies`)),
    ...tenant.members.edges.map(({ node: { person } }) => ({
      ...at("Members", person.name, `${path}/members`),
      words: person.email,
    })),
  ];
}
