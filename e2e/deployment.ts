import { type FleetProcess, startDeployable } from "./fleet_process.ts";

/** A deployable that can be killed and started again with its own settings and disk. */
export interface Deployment {
  start(): Promise<void>;
  stop(): Promise<number>;
  kill(): Promise<void>;
  output(): string;
  /** Null while it does not run. */
  processId(): number | null;
}

/** A deployable that is not started yet; `readyUrl` answers 200 once it has been. */
export function deployment(
  name: "gateway" | "control-plane" | "console",
  readyUrl: string,
  environment: Record<string, string>,
): Deployment {
  let running: FleetProcess | null = null;
  return {
    async start() {
      running = await startDeployable(name, environment, readyUrl);
    },
    async stop() {
      const code = await running?.stop() ?? 0;
      running = null;
      return code;
    },
    async kill() {
      await running?.kill();
      running = null;
    },
    output: () => running?.output() ?? "",
    processId: () => running?.processId ?? null,
  };
}
