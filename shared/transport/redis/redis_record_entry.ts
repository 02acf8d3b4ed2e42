import { z } from "zod";
import { readNewer } from "../../contracts/read_newer.ts";
import { type RequestRecord, requestRecord } from "../../contracts/request_record.ts";
import { jsonText } from "./json_text.ts";

/** An entry of the record stream, as far as it can be read. */
export interface RecordEntry {
  entryId: string;
  /** In order; null for one that does not parse, so that the others keep their index. */
  records: (RequestRecord | null)[];
  /** The numbers of those that do not parse, where at least the number does. */
  rejectedSequences: RequestRecord["sequence"][];
}

/** An entry as Redis gives it; without fields when it was deleted while a consumer held it. */
const rawEntry = z.tuple([z.string(), z.array(z.string()).nullable()]);
const rawEntries = z.array(rawEntry.nullable());

/** What XREAD and XREADGROUP answer for one stream. */
export const streamReply = z.array(z.tuple([z.string(), rawEntries])).nullable();

const recordsText = jsonText(z.array(z.unknown()));
const numberedRecord = requestRecord.pick({ sequence: true }).strip();
const entryFields = z.tuple([
  z.literal("count"),
  z.coerce.number().int().min(0),
  z.literal("records"),
  z.string(),
]);

/** Reads entries and the records in them; nothing in an entry makes it throw. */
export function parseRecordEntries(reply: unknown): RecordEntry[] {
  return rawEntries.parse(reply).flatMap((entry) =>
    // Redis 6.2 leaves holes where claimed entries were deleted.
    entry === null ? [] : [{ entryId: entry[0], ...parseRecords(entry[1]) }]
  );
}

function parseRecords(flat: string[] | null): Omit<RecordEntry, "entryId"> {
  const fields = entryFields.safeParse(flat);
  if (!fields.success) return { records: [null], rejectedSequences: [] };
  const texts = recordsText.safeParse(fields.data[3]);
  if (!texts.success) return { records: new Array<null>(fields.data[1]).fill(null), rejectedSequences: [] };
  const rejectedSequences: RequestRecord["sequence"][] = [];
  const records = texts.data.map((text) => {
    // A field that only a newer gateway knows is lost; the record is not.
    const record = readNewer(requestRecord, text);
    if (record.ok) return record.value;
    const numbered = numberedRecord.safeParse(text);
    if (numbered.success) rejectedSequences.push(numbered.data.sequence);
    return null;
  });
  return { records, rejectedSequences };
}
