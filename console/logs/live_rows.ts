/** What the order of rows and their identity go by: `requestId` is a UUIDv7 and sorts as the log does. */
export interface OrderedRow {
  requestId: string;
}

/** The rows of a live table. */
export interface LiveRows<Row extends OrderedRow> {
  /** Shown, the newest first. */
  readonly shown: readonly Row[];
  /** Come in while the table is held still, the newest first. */
  readonly waiting: readonly Row[];
  /** Whether the oldest of the log is shown: else what is older than the last row is on a page of its own. */
  readonly isWhole: boolean;
  /** Oldest rows given up so far, because there were too many. */
  readonly trimmed: number;
  /** What the last `addRows()` brought. */
  readonly added: readonly Row[];
}

export function liveRows<Row extends OrderedRow>(
  shown: readonly Row[],
  { isWhole }: { isWhole: boolean },
): LiveRows<Row> {
  return { shown, waiting: [], isWhole, trimmed: 0, added: [] };
}

/**
 * Puts records that came in, in any order, where they belong: into the table, or among those that wait while it is held
 * still. Each shows up once. Bounded to `rowsMax` shown and as many waiting; the oldest give way. Gives the same object
 * when nothing changes.
 */
export function addRows<Row extends OrderedRow>(
  rows: LiveRows<Row>,
  incoming: readonly Row[],
  { held, rowsMax }: { held: boolean; rowsMax: number },
): LiveRows<Row> {
  const floor = rows.isWhole ? "" : oldestId(rows);
  const fresh = unknownOf(incoming, rows).filter(({ requestId }) => requestId > floor);
  if (fresh.length === 0) return rows;
  const waiting = merged(rows.waiting, fresh);
  const next = { ...rows, waiting, added: fresh };
  return held ? trimWaiting(next, rowsMax) : showWaiting(next, rowsMax);
}

/**
 * Puts a page below the last row: records that are older than all that is shown. `isWhole` says that it reaches down to the
 * oldest of the log.
 */
export function addOlder<Row extends OrderedRow>(
  rows: LiveRows<Row>,
  page: readonly Row[],
  { isWhole }: { isWhole: boolean },
): LiveRows<Row> {
  return { ...rows, shown: merged(rows.shown, unknownOf(page, rows)), isWhole, added: [] };
}

/** Puts a page above the first row, where a table begins in the middle of the log. */
export function addNewer<Row extends OrderedRow>(rows: LiveRows<Row>, page: readonly Row[]): LiveRows<Row> {
  return { ...rows, shown: merged(unknownOf(page, rows), rows.shown), added: [] };
}

/** Those that are in neither list yet, each once, the newest first. The lists may be long; what comes in is short. */
function unknownOf<Row extends OrderedRow>(incoming: readonly Row[], rows: LiveRows<Row>): Row[] {
  const fresh = new Map<string, Row>();
  for (const row of incoming) {
    if (!includes(rows.shown, row.requestId) && !includes(rows.waiting, row.requestId)) fresh.set(row.requestId, row);
  }
  return [...fresh.values()].sort(newestFirst);
}

/** Whether a list in order has a row. */
function includes(rows: readonly OrderedRow[], requestId: string): boolean {
  let from = 0, to = rows.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    const id = rows[middle]!.requestId;
    if (id === requestId) return true;
    if (id > requestId) from = middle + 1;
    else to = middle;
  }
  return false;
}

/** The id of the oldest row held, shown or waiting: what waits may be older than all that is shown. */
function oldestId<Row extends OrderedRow>({ shown, waiting }: LiveRows<Row>): string {
  const ids = [shown.at(-1), waiting.at(-1)].flatMap((row) => row === undefined ? [] : [row.requestId]);
  return ids.sort()[0] ?? "";
}

/** Puts the waiting rows into the table. */
export function showWaiting<Row extends OrderedRow>(rows: LiveRows<Row>, rowsMax: number): LiveRows<Row> {
  if (rows.waiting.length === 0) return rows;
  const shown = merged(rows.shown, rows.waiting);
  const surplus = Math.max(0, shown.length - rowsMax);
  return {
    ...rows,
    shown: surplus === 0 ? shown : shown.slice(0, rowsMax),
    waiting: [],
    isWhole: rows.isWhole && surplus === 0,
    trimmed: rows.trimmed + surplus,
  };
}

/**
 * More wait than the table has room for: the oldest of them give way, and with them goes the claim that the table reaches
 * down to the oldest. No hole comes of it, since nothing as old as what is given up will have room once they are shown.
 */
function trimWaiting<Row extends OrderedRow>(rows: LiveRows<Row>, rowsMax: number): LiveRows<Row> {
  const surplus = rows.waiting.length - rowsMax;
  if (surplus <= 0) return rows;
  return { ...rows, waiting: rows.waiting.slice(0, rowsMax), isWhole: false, trimmed: rows.trimmed + surplus };
}

/** Two lists that are in order as one. Almost always the newer one comes first whole. */
function merged<Row extends OrderedRow>(one: readonly Row[], two: readonly Row[]): Row[] {
  const rows: Row[] = [];
  let i = 0, j = 0;
  while (i < one.length && j < two.length) rows.push(newestFirst(one[i]!, two[j]!) < 0 ? one[i++]! : two[j++]!);
  return rows.concat(one.slice(i), two.slice(j));
}

function newestFirst(one: OrderedRow, two: OrderedRow): number {
  return one.requestId > two.requestId ? -1 : one.requestId < two.requestId ? 1 : 0;
}
