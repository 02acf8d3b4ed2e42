import { readCounterKey } from "../../shared/policy/counter_key.ts";

/** What stands in counters' names for an end user who was erased: as a digest does, which says nothing of whom. */
export function counterPseudonym({ endUserHash }: { endUserHash: string }): string {
  return `~${endUserHash.slice(0, 32)}`;
}

/** A counter's key with this in the place of the end user; every other counter's as it is. */
export function withSubject(counterKey: string, encodedSubject: string): string {
  const name = readCounterKey(counterKey);
  if (name?.scope !== "end_user") return counterKey;
  return counterKey.slice(0, counterKey.length - name.encodedSubject.length) + encodedSubject;
}
