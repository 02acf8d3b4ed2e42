export interface LogColumn {
  title: string;
  /** For the pointer that rests on the title. */
  hint?: string;
  /** Numbers stand at the right. */
  numeric: boolean;
  /** From which width of the window on: classes that hide it below. */
  visibility: string;
  width: string;
}

const column = (title: string, width: string, more: Partial<LogColumn> = {}): LogColumn => ({
  title,
  width,
  numeric: false,
  visibility: "",
  ...more,
});
const FROM_SMALL = "hidden sm:table-cell";
const FROM_LARGE = "hidden lg:table-cell";
const FROM_WIDE = "hidden xl:table-cell";

/** The columns of the log. On a phone there are four, and the rest is on the record's own page. */
export const COLUMNS = [
  column("Time", "w-20 sm:w-37"),
  column("Outcome", "w-25"),
  column("Status", "w-15", { numeric: true, visibility: FROM_SMALL, hint: "HTTP status that the client got" }),
  column("Model", "", { hint: "Asked for → served" }),
  column("Provider", "w-24", { visibility: FROM_LARGE }),
  column("Route", "w-23", { visibility: FROM_WIDE }),
  column("Key", "w-23", { visibility: FROM_WIDE }),
  column("Tokens", "w-26", { numeric: true, visibility: FROM_LARGE, hint: "Input / output" }),
  column("Cost", "w-26", { numeric: true, visibility: FROM_SMALL }),
  column("Total", "w-19", { numeric: true, hint: "From receipt to the last byte" }),
  column("TTFT", "w-19", { numeric: true, visibility: FROM_LARGE, hint: "Time to the first content" }),
] as const satisfies readonly LogColumn[];

/** The classes of a cell by its place. */
export const CELL_CLASSES: readonly string[] = COLUMNS.map(({ numeric, visibility }) =>
  `h-7 truncate border-b border-base-200 px-2 leading-none ${numeric ? "text-right tabular-nums" : ""} ${visibility}`
);
