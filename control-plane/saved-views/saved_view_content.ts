import { z } from "zod";
import { LOG_FIELD_NAMES } from "../logs/log_fields.ts";
import { logWhere } from "../logs/read_condition.ts";

const MINUTES_MAX = 60 * 24 * 400;

/** Kept as it is written: by names and global ids, so that it goes into `RequestLogFilter.where` as it stands. */
const where = z.json().superRefine((written, context) => {
  const read = logWhere.safeParse(written);
  for (const issue of read.error?.issues ?? []) {
    context.addIssue({ code: "custom", path: issue.path, message: issue.message });
  }
});

/** From so long ago until now, or between two moments. */
const range = z.union([
  z.strictObject({ lastMinutes: z.int().min(1).max(MINUTES_MAX) }),
  z.strictObject({ from: z.iso.datetime({ offset: true }), to: z.iso.datetime({ offset: true }) }),
]);

/** A column of the list: a field, and which tag or input it is of those that are told by a name. */
const column = z.strictObject({
  field: z.enum(LOG_FIELD_NAMES),
  name: z.string().max(64).optional(),
  /** How wide it is shown, in pixels. */
  width: z.int().min(16).max(2_000).optional(),
});

/** What a saved view says: which records, which of their fields, in which order, and of what time. All may be left out. */
export const savedViewContent = z.strictObject({
  where: where.optional(),
  columns: z.array(column).max(50).optional(),
  sort: z.strictObject({ field: z.literal("TIME"), direction: z.enum(["ASC", "DESC"]) }).optional(),
  range: range.optional(),
});
export type SavedViewContent = z.infer<typeof savedViewContent>;
