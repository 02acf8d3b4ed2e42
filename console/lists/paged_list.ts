/** What a table shows of a list that comes in pages. */
export interface PagedList<Row extends { id: string }> {
  rows: readonly Row[];
  /** Where the next page begins; null when there is none. */
  next: string | null;
}

interface Connection<Node> {
  edges: readonly { node: Node }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** A page as the API gives it. */
export function pagedListOf<Row extends { id: string }>({ edges, pageInfo }: Connection<Row>): PagedList<Row> {
  return { rows: edges.map(({ node }) => node), next: pageInfo.hasNextPage ? pageInfo.endCursor : null };
}

/** With the next page below. What moved onto it meanwhile is not shown twice. */
export function withNextPage<Row extends { id: string }>(list: PagedList<Row>, page: PagedList<Row>): PagedList<Row> {
  const shown = new Set(list.rows.map(({ id }) => id));
  return { rows: [...list.rows, ...page.rows.filter(({ id }) => !shown.has(id))], next: page.next };
}

/** With a row as it is now, in its old place; a list that does not have it stays as it is. */
export function withChangedRow<Row extends { id: string }>(list: PagedList<Row>, row: Row): PagedList<Row> {
  return { ...list, rows: list.rows.map((one) => one.id === row.id ? row : one) };
}

/** The name that something archived had: what it keeps has a mark behind it, since another one may have the name. */
export function shownName({ name, archivedAt }: { name: string; archivedAt: string | null }): string {
  return archivedAt === null ? name : name.replace(/~[^~]*$/, "");
}
