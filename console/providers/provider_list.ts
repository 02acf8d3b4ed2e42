import type { providersQuery } from "../graphql/documents/providers.ts";
import type { ResultOf } from "../graphql/graphql.ts";

type Connection = ResultOf<typeof providersQuery>["tenant"]["providers"];
export type ProviderRow = Connection["edges"][number]["node"];

/** What the table shows of a tenant's providers, the oldest first. */
export interface ProviderList {
  rows: readonly ProviderRow[];
  /** Where the next page begins; null when there is none. */
  next: string | null;
}

export function providerListOf({ edges, pageInfo }: Connection): ProviderList {
  return { rows: edges.map(({ node }) => node), next: pageInfo.hasNextPage ? pageInfo.endCursor : null };
}

/** With a provider in its old place, or at the end when it is new. */
export function withProvider(list: ProviderList, provider: ProviderRow): ProviderList {
  const isThere = list.rows.some(({ id }) => id === provider.id);
  const rows = isThere ? list.rows.map((row) => row.id === provider.id ? provider : row) : [...list.rows, provider];
  return { ...list, rows };
}

/** With the next page below; nothing is shown twice. */
export function withPage(list: ProviderList, page: ProviderList): ProviderList {
  const shown = new Set(list.rows.map(({ id }) => id));
  return { rows: [...list.rows, ...page.rows.filter(({ id }) => !shown.has(id))], next: page.next };
}

/** The name that an archived provider had: what it keeps has a mark behind it, since another one may have the name. */
export function nameOf({ name, archivedAt }: Pick<ProviderRow, "name" | "archivedAt">): string {
  return archivedAt === null ? name : name.replace(/~[^~]*$/, "");
}
