import { childrenOf } from "../../../testing/child_processes.ts";

/** What a process and all that it has started took so far. */
export interface ProcessUsage {
  /** User and system time of all threads, seconds; a clock tick (10 ms) is the least that is told. */
  cpuSeconds: number;
  /** Resident memory, bytes. What processes share is counted for each. */
  residentBytes: number;
}

/** Reads it from /proc, children that live included; a process that is gone counts as nothing. Linux alone. */
export function processUsage(rootProcessIds: readonly number[]): ProcessUsage {
  const usage = { cpuSeconds: 0, residentBytes: 0 };
  const left = [...rootProcessIds];
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    const fields = statFields(id);
    if (fields === null) continue;
    usage.cpuSeconds += (Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME])) / TICKS_PER_SECOND;
    usage.residentBytes += Number(fields[RESIDENT_PAGES]) * PAGE_BYTES;
    left.push(...childrenOf(id));
  }
  return usage;
}

/** Clock ticks a second of /proc, the same on every Linux. */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4_096;
/** Where fields of /proc/<pid>/stat stand, counted from the third on. */
const USER_TIME = 11;
const SYSTEM_TIME = 12;
const RESIDENT_PAGES = 21;

/** The fields from the third on: the second may hold blanks. */
function statFields(processId: number): string[] | null {
  try {
    const text = Deno.readTextFileSync(`/proc/${processId}/stat`);
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return null;
  }
}
