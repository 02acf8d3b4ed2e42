import { readCounterKey } from "../../shared/policy/counter_key.ts";

/** A counter's key without the end user whose it is: for the log and the audit trail, out of which nobody is erased. */
export function namelessCounterKey(counterKey: string): string {
  const name = readCounterKey(counterKey);
  return name?.scope === "end_user" ? counterKey.slice(0, -name.encodedSubject.length || undefined) : counterKey;
}
