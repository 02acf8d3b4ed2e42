/** Which rows of a table have lines, and how much room those above and below them take. */
export interface RowWindow {
  /** The first row with a line, and the first one after it without. */
  from: number;
  to: number;
  topPx: number;
  bottomPx: number;
}

/**
 * The rows of `count` that are in sight, and some around them. `scrolledPx` is how far the first row's upper edge is above
 * the window's; negative when it is below. Steps are coarse, so that few pixels of scrolling make no new lines.
 */
export function rowWindow(
  { count, rowPx, scrolledPx, viewPx }: { count: number; rowPx: number; scrolledPx: number; viewPx: number },
): RowWindow {
  const first = Math.floor(Math.max(0, scrolledPx) / rowPx);
  const visible = Math.ceil(viewPx / rowPx);
  const from = Math.max(0, Math.floor((first - AROUND_ROWS) / STEP_ROWS) * STEP_ROWS);
  const to = Math.min(count, Math.ceil((first + visible + AROUND_ROWS) / STEP_ROWS) * STEP_ROWS);
  const bounded = Math.min(from, Math.max(0, to - 1));
  return { from: bounded, to, topPx: bounded * rowPx, bottomPx: (count - to) * rowPx };
}

const AROUND_ROWS = 12;
const STEP_ROWS = 8;
