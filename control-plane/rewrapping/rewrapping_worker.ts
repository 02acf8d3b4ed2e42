import { Alarm } from "../../shared/time/alarm.ts";
import { type RewrappingDependencies, rewrapSecrets } from "./rewrap_secrets.ts";

const LOOK_MS = 2_000;

/** Wraps anew what a job asks for, until stopped; looks every two seconds. While the database is away it tries again. */
export function startRewrappingWorker(dependencies: RewrappingDependencies): { stop(): Promise<void> } {
  const { clock, logger } = dependencies;
  const stop = new AbortController();

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      await rewrapSecrets(dependencies, stop.signal).catch((error) => logger.warn("rewrapping_interrupted", { error }));
      await new Alarm(clock).wait(LOOK_MS, stop.signal);
    }
  }

  const running = run();
  return {
    async stop() {
      stop.abort();
      await running;
    },
  };
}
