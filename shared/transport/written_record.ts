import type { RequestRecord } from "../contracts/request_record.ts";

/**
 * A record as it was written down once: its JSON is what lies on disk and what travels, so that nothing serialises it
 * again. It is not checked before it is read.
 */
export interface WrittenRecord {
  readonly sequence: RequestRecord["sequence"];
  readonly text: string;
}
