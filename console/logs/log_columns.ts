export interface LogColumn {
  title: string;
  /** For the pointer that rests on the title. */
  hint?: string;
  /** Numbers stand at the right. */
  numeric: boolean;
  /** Among the columns as they come: from which width of the window on, as classes that hide it below. */
  visibility: string;
  /** Its class of width among the columns as they come. */
  widthClass: string;
  /** In pixels, where columns were chosen. */
  width: number;
}

const column = (title: string, width: number, more: Partial<LogColumn> = {}): LogColumn => ({
  title,
  width,
  widthClass: "",
  numeric: false,
  visibility: "",
  ...more,
});
const numeric = (title: string, width: number, more: Partial<LogColumn> = {}) =>
  column(title, width, { numeric: true, ...more });
const FROM_SMALL = "hidden sm:table-cell";
const FROM_LARGE = "hidden lg:table-cell";
const FROM_WIDE = "hidden xl:table-cell";

/** Every column that there is, by the field that it shows. */
export const LOG_COLUMNS = {
  TIME: column("Time", 140, { widthClass: "w-20 sm:w-37" }),
  OUTCOME: column("Outcome", 94, { widthClass: "w-25" }),
  STATUS: numeric("Status", 58, {
    widthClass: "w-15",
    visibility: FROM_SMALL,
    hint: "HTTP status that the client got",
  }),
  MODEL: column("Model", 220, { hint: "Asked for → served" }),
  PROVIDER: column("Provider", 92, { widthClass: "w-24", visibility: FROM_LARGE }),
  ROUTE: column("Route", 88, { widthClass: "w-23", visibility: FROM_WIDE }),
  PROJECT: column("Project", 100, { widthClass: "w-27", visibility: FROM_LARGE }),
  API_KEY: column("Key", 88, { widthClass: "w-23", visibility: FROM_WIDE }),
  TOTAL_TOKENS: numeric("Tokens", 98, { widthClass: "w-26", visibility: FROM_LARGE, hint: "Input / output" }),
  COST_NANO_USD: numeric("Cost", 98, { widthClass: "w-26", visibility: FROM_SMALL }),
  TOTAL_MS: numeric("Total", 72, { widthClass: "w-19", hint: "From receipt to the last byte" }),
  TTFT_MS: numeric("TTFT", 72, { widthClass: "w-19", visibility: FROM_LARGE, hint: "Time to the first content" }),
  END_USER: column("End user", 110),
  TAG: column("Tag", 110),
  ERROR_CODE: column("Error", 130),
  ATTEMPTS: numeric("Attempts", 72, { hint: "How many calls to providers" }),
  STREAM: column("Streamed", 72),
  CACHE_HIT: column("Cache", 60, { hint: "Answered from the cache" }),
  DIALECT: column("API", 130),
  MODEL_ASKED: column("Model asked", 150),
  MODEL_SERVED: column("Model served", 150),
  INPUT_TOKENS: numeric("Input", 76, { hint: "Input tokens" }),
  OUTPUT_TOKENS: numeric("Output", 76, { hint: "Output tokens" }),
  CACHE_READ_TOKENS: numeric("Cached", 76, { hint: "Input tokens read from the provider’s cache" }),
  REASONING_TOKENS: numeric("Reasoning", 80, { hint: "Output tokens spent on reasoning" }),
  QUEUE_MS: numeric("Admission", 80, { hint: "Waiting for limits and budgets" }),
  OVERHEAD_MS: numeric("Gateway", 76, { hint: "Everything but waiting for providers" }),
  REVISION: numeric("Revision", 72),
  REQUEST_ID: column("Request id", 250),
  TRACE_ID: column("Trace id", 250),
} as const satisfies Record<string, LogColumn>;

export type ColumnField = keyof typeof LOG_COLUMNS;

/** The columns as they come. On a phone there are four of them, and the rest is on the record's own page. */
export const DEFAULT_COLUMNS: readonly { field: ColumnField }[] = columnsOf("API_KEY");
/** The same of a tenant's log, where the projects tell records apart. */
export const TENANT_COLUMNS = columnsOf("PROJECT");

function columnsOf(whose: "API_KEY" | "PROJECT"): readonly { field: ColumnField }[] {
  const before = ["TIME", "OUTCOME", "STATUS", "MODEL", "PROVIDER", "ROUTE"] as const;
  const after = ["TOTAL_TOKENS", "COST_NANO_USD", "TOTAL_MS", "TTFT_MS"] as const;
  return [...before, whose, ...after].map((field) => ({ field }));
}

/** What a cell looks like, `isDefault` among the columns as they come. */
export function cellClass(field: ColumnField, isDefault: boolean): string {
  const { numeric, visibility } = LOG_COLUMNS[field];
  return `h-7 truncate border-b border-base-200 px-2 leading-none ${numeric ? "text-right tabular-nums" : ""} ${
    isDefault ? visibility : ""
  }`;
}
