import process from "node:process";
import { systemClock } from "../time/clock.ts";
import { EventLoopDelay } from "./event_loop_delay.ts";
import { Gauge } from "./gauge.ts";
import type { MetricRegistry } from "./metric_registry.ts";

/** Adds what every process tells of itself; give back what is returned by `stop()`. */
export function addProcessMetrics(
  registry: MetricRegistry,
  { build, deployable }: { build: string; deployable: string },
): { stop(): Promise<void> } {
  // What the machine does is told in the machine's time, whatever clock the parts go by.
  const startedAt = systemClock.now() / 1_000;
  registry.add(
    new Gauge("perpetuo_build_info", "1; the build is the label.", { read: () => ({ [build]: 1 }), label: "build" }),
  );
  registry.add(
    new Gauge("perpetuo_deployable_info", "1; what runs in this process is the label.", {
      read: () => ({ [deployable]: 1 }),
      label: "deployable",
    }),
  );
  registry.add(
    new Gauge("process_start_time_seconds", "When the process started, Unix seconds.", { read: () => startedAt }),
  );
  registry.add(
    new Gauge("process_cpu_seconds_total", "CPU time of the process, by mode.", {
      read: cpuSeconds,
      label: "mode",
      counter: true,
    }),
  );
  registry.add(
    new Gauge("process_resident_memory_bytes", "Memory of the process.", { read: () => Deno.memoryUsage().rss }),
  );
  registry.add(
    new Gauge("perpetuo_heap_bytes", "Memory of JavaScript's heap, by state.", { read: heapBytes, label: "state" }),
  );
  const delay = new EventLoopDelay(systemClock);
  registry.add(delay.histogram);
  delay.start();
  return delay;
}

function cpuSeconds(): Record<string, number> {
  const { user, system } = process.cpuUsage();
  return { user: user / 1_000_000, system: system / 1_000_000 };
}

function heapBytes(): Record<string, number> {
  const { heapUsed, heapTotal, external } = Deno.memoryUsage();
  return { used: heapUsed, total: heapTotal, external };
}
