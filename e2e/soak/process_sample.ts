import { childrenOf } from "../../testing/child_processes.ts";

/** What a gateway's process takes. */
export interface ProcessSample {
  /** The worker's, so that a reload shows. */
  processId: number;
  residentBytes: number;
  heapBytes: number;
  descriptors: number;
}

/** Looks at the worker under a gateway's supervisor; null while none answers. */
export async function sampleProcess({ url, processId }: {
  url: string;
  processId: number | null;
}): Promise<ProcessSample | null> {
  if (processId === null) return null;
  try {
    const workers = childrenOf(processId);
    const worker = workers.at(-1) ?? processId;
    const response = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(2_000) });
    const text = await response.text();
    const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
    return {
      processId: worker,
      residentBytes: value('process_resident_memory_bytes\\{worker="\\d+"\\}'),
      heapBytes: value('perpetuo_heap_bytes\\{worker="\\d+",state="used"\\}'),
      descriptors: [...Deno.readDirSync(`/proc/${worker}/fd`)].length,
    };
  } catch {
    return null;
  }
}
