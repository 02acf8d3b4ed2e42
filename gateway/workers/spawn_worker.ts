import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import project from "../../deno.json" with { type: "json" };
import type { TalkingWorker } from "./gather_metrics.ts";
import type { Worker, WorkerEnd } from "./worker.ts";
import { type ParentMessage, workerMessage } from "./worker_message.ts";

/** The argument that makes a gateway a worker: it shares its port, and heeds the channel to its parent. */
export const WORKER_ARGUMENT = "--worker";

/** Starts one more gateway process as `deno task gateway` would, with its permissions; it writes where this one writes. */
export function spawnWorker(): Worker & TalkingWorker {
  const child = spawn(Deno.execPath(), argumentsOf(project.tasks.gateway), {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const ended = new Promise<WorkerEnd>((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
    child.once("error", () => resolve({ code: null, signal: null }));
  });
  const ready = Promise.race([
    new Promise<boolean>((resolve) => child.on("message", (message) => message === "ready" && resolve(true))),
    ended.then(() => false),
  ]);
  const tell = (message: ParentMessage) => void (child.connected && child.send(message));
  return {
    processId: child.pid ?? 0,
    ready,
    ended,
    tell,
    hear: (listener) =>
      void child.on("message", (message) => {
        const read = workerMessage.safeParse(message);
        if (read.success) listener(read.data);
      }),
    retire: () => tell("retire"),
    stop: () => void child.kill("SIGTERM"),
    kill: () => void child.kill("SIGKILL"),
  };
}

/** What runs here is in the cache already: a worker that starts again must not depend on a registry. */
function argumentsOf(task: string): string[] {
  const [, run, ...rest] = task.split(" ");
  return [run!, "--cached-only", ...rest.filter((argument) => argument !== "--allow-run"), WORKER_ARGUMENT];
}
