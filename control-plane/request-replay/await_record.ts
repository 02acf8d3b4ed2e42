import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import type { Dependencies } from "../dependencies.ts";
import { findLog } from "../logs/read_logs.ts";

const LOOK_MS = 50;
const LOOKS_MAX = 60;

/** The record of a request that has just ended; null when it is not stored within three seconds, and will be later. */
export async function awaitRecord(
  { db, clock }: Pick<Dependencies, "db" | "clock">,
  requestId: string,
): Promise<RequestRecord | null> {
  for (let look = 0; look < LOOKS_MAX; look++) {
    const record = await findLog(db, requestId);
    if (record !== null) return record;
    await clock.delay(LOOK_MS);
  }
  return null;
}
