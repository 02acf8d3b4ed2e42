import type { Action } from "../authorization/actions.ts";
import type { GraphqlContext } from "../graphql/context.ts";

/** What a field of an exported row may be; an object is written as JSON. */
export type ExportValue = string | number | bigint | boolean | Date | object | null | undefined;

/** One row: its fields by the names of the columns. */
export type ExportRow = Readonly<Record<string, ExportValue>>;

/** One kind of what can be exported, at `/api/export/<name>.csv` and `/api/export/<name>.jsonl`. */
export interface ExportSource {
  /** Of a–z and dashes. */
  readonly name: string;
  /**
   * Authorizes first, then reads the query and makes ready to read; throws the ApiErrors. What it does not know in the query
   * it refuses (`exportQuery()`).
   */
  open(call: GraphqlContext, query: URLSearchParams): Promise<OpenExport>;
}

/** An export that may be read. */
export interface OpenExport {
  /** Whose data it is: by it exports at a time are bounded. */
  readonly tenantId: string;
  /** What the caller must be allowed to do on the tenant: asked again every minute that it lasts. */
  readonly action: Action;
  /** The columns of CSV, in their order. JSON lines have the same fields. */
  readonly columns: readonly string[];
  /** For the audit trail: what was exported, without end users' names and texts searched for. */
  readonly told: Readonly<Record<string, string | number | boolean | null>>;
  /**
   * The next rows, at most some hundreds, or null when there are no more. Called when the client has taken what came before, and
   * never twice at a time.
   */
  nextPage(): Promise<readonly ExportRow[] | null>;
}
