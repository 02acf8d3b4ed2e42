import type { Clock } from "../../shared/time/clock.ts";
import { csvLine } from "./csv_line.ts";
import type { ExportRow, OpenExport } from "./export_source.ts";

export type ExportFormat = "csv" | "jsonl";

export interface ExportStreamOptions {
  format: ExportFormat;
  clock: Clock;
  /** Asked before a page when a minute has passed since it last was; what it throws breaks the export off. */
  authorizeAgain(): Promise<void>;
  /** Called once, whatever way it ends: `null` when every row was sent, else why not. */
  onEnd(reason: unknown): void;
  /** Default 1,000,000. */
  rowsMax?: number;
  /** Default 900,000: fifteen minutes. */
  durationMsMax?: number;
}

export const EXPORT_ROWS_MAX = 1_000_000;
const DURATION_MS_MAX = 900_000;
const AUTHORIZED_MS = 60_000;

/**
 * An export as bytes. A page is read when the client has taken the one before, so that no more than one is in memory; when it
 * goes away nothing more is read. An export that fails, takes too long or has too many rows is broken off, so that nobody takes
 * a part for the whole.
 */
export function exportStream(source: OpenExport, options: ExportStreamOptions): ReadableStream<Uint8Array> {
  const { format, clock, rowsMax = EXPORT_ROWS_MAX, durationMsMax = DURATION_MS_MAX } = options;
  const encoder = new TextEncoder();
  const ended = new AbortController();
  let rows = 0;
  let authorizedMs = clock.monotonic();
  function end(reason: unknown): void {
    if (ended.signal.aborted) return;
    ended.abort();
    options.onEnd(reason);
  }
  async function nextText(): Promise<string | null> {
    if (clock.monotonic() - authorizedMs >= AUTHORIZED_MS) {
      await options.authorizeAgain();
      authorizedMs = clock.monotonic();
    }
    const page = await source.nextPage();
    if (page === null) return null;
    rows += page.length;
    if (rows > rowsMax) throw new Error(`the export has more than ${rowsMax} rows`);
    return page.map((row) => lineOf(row, source.columns, format)).join("");
  }
  return new ReadableStream<Uint8Array>({
    start(controller) {
      // A client that takes nothing must not hold its place for ever.
      clock.delay(durationMsMax, ended.signal).then(() => {
        const late = new Error(`the export took longer than ${durationMsMax} ms`);
        controller.error(late);
        end(late);
      }, () => {});
      if (format === "csv") controller.enqueue(encoder.encode(csvLine(source.columns)));
    },
    async pull(controller) {
      try {
        const text = await nextText();
        if (ended.signal.aborted) return;
        if (text !== null) return controller.enqueue(encoder.encode(text));
        controller.close();
        end(null);
      } catch (error) {
        controller.error(error);
        end(error);
      }
    },
    cancel() {
      end(new Error("the client went away"));
    },
  }, { highWaterMark: 1 });
}

function lineOf(row: ExportRow, columns: readonly string[], format: ExportFormat): string {
  if (format === "csv") return csvLine(columns.map((column) => row[column]));
  const ordered = Object.fromEntries(columns.map((column) => [column, row[column] ?? null]));
  // As the API's BigInt: JSON's numbers are exact to 53 bits only.
  return JSON.stringify(ordered, (_name, value) => typeof value === "bigint" ? String(value) : value) + "\n";
}
