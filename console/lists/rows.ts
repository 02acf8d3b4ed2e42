/** What a page shows of a list. */
export interface Rows<Row> {
  rows: readonly Row[];
  /** Where the next page begins; null when there is none. */
  next: string | null;
}

interface Connection<Row> {
  edges: readonly { node: Row }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

export function rowsOf<Row>({ edges, pageInfo }: Connection<Row>): Rows<Row> {
  return { rows: edges.map(({ node }) => node), next: pageInfo.hasNextPage ? pageInfo.endCursor : null };
}

/** With the next page below; nothing is shown twice. */
export function withMore<Row extends { id: string }>(list: Rows<Row>, page: Rows<Row>): Rows<Row> {
  const shown = new Set(list.rows.map(({ id }) => id));
  return { rows: [...list.rows, ...page.rows.filter(({ id }) => !shown.has(id))], next: page.next };
}

/** With a row in its old place; a new one stands at the front. */
export function withRow<Row extends { id: string }>(list: Rows<Row>, row: Row): Rows<Row> {
  const isThere = list.rows.some(({ id }) => id === row.id);
  return { ...list, rows: isThere ? list.rows.map((other) => other.id === row.id ? row : other) : [row, ...list.rows] };
}

export function withoutRow<Row extends { id: string }>(list: Rows<Row>, id: string): Rows<Row> {
  return { ...list, rows: list.rows.filter((row) => row.id !== id) };
}
