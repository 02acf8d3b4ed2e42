import type { RequestRecord } from "../contracts/request_record.ts";

/**
 * A record as it was written down once: its JSON is what lies on disk and what travels, so that nothing serialises or encodes
 * it again. It is not checked before it is read.
 */
export interface WrittenRecord {
  /** Its number among those of its process. */
  readonly n: RequestRecord["sequence"]["n"];
  /** Its JSON in UTF-8; must not be changed. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}
