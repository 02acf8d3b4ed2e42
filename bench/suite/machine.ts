/** What the benchmark ran on: figures of two machines say nothing of each other. */
export interface Machine {
  cores: number;
  processor: string;
  memoryBytes: number;
  kernel: string;
  deno: string;
}

export function readMachine(): Machine {
  return {
    cores: navigator.hardwareConcurrency,
    processor: /^model name\s*: (.*)$/m.exec(readText("/proc/cpuinfo"))?.[1] ?? "unknown",
    memoryBytes: Deno.systemMemoryInfo().total,
    kernel: Deno.osRelease(),
    deno: Deno.version.deno,
  };
}

function readText(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}
