import { processUsage } from "./process_usage.ts";

/** Watches how far the memory of processes grows; `stop` tells by how many bytes at most. */
export function watchMemory(processIds: readonly number[]): { stop(): number } {
  const before = processUsage(processIds).residentBytes;
  let most = before;
  const look = () => most = Math.max(most, processUsage(processIds).residentBytes);
  const timer = setInterval(look, LOOK_MS);
  return {
    stop() {
      clearInterval(timer);
      look();
      return most - before;
    },
  };
}

const LOOK_MS = 100;
