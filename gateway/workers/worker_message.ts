import { z } from "zod";

/** What a worker says to the process that watches over it. */
export const workerMessage = z.union([
  z.literal("ready"),
  /** Somebody asks this worker for everybody's metrics. */
  z.object({ type: z.literal("metrics_wanted"), id: z.int() }),
  /** This worker's own. */
  z.object({ type: z.literal("metrics"), id: z.int(), text: z.string() }),
]);
export type WorkerMessage = z.infer<typeof workerMessage>;

/** What it hears from it. */
export const parentMessage = z.union([
  z.literal("retire"),
  z.object({ type: z.literal("tell_metrics"), id: z.int() }),
  /** The answer to `metrics_wanted`: what all workers said that answered in time. */
  z.object({
    type: z.literal("all_metrics"),
    id: z.int(),
    workers: z.array(z.object({ name: z.string(), text: z.string() })),
  }),
]);
export type ParentMessage = z.infer<typeof parentMessage>;
