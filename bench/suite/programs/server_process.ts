import { systemClock } from "../../../shared/time/clock.ts";
import { partyCommand } from "./pinning.ts";

/** A server that was started for the benchmark. */
export interface ServerProcess {
  readonly processId: number;
  /** Ends it with SIGTERM, and with SIGKILL what has not ended 10 seconds later. */
  stop(): Promise<void>;
}

export interface ServerOptions {
  command: readonly string[];
  /** The whole environment beside PATH, HOME and NO_COLOR. Default: nothing. */
  environment?: Record<string, string>;
  workingDirectory?: string;
  /** Takes what it prints: a pipe would cost the reader CPU. */
  logFile: string;
  /** Whether it is what is measured. Default false. */
  isParty?: boolean;
  /** Resolves to true once it serves. */
  ready(): Promise<boolean>;
  /** Default 30,000. */
  readyWithinMs?: number;
}

/** Starts a server and waits until it serves; throws with the end of its log when it does not. */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const { environment, workingDirectory, logFile, isParty = false } = options;
  const command = isParty ? partyCommand(options.command) : options.command;
  const child = new Deno.Command("/bin/sh", {
    // The shell becomes the server, so that its process id is the server's.
    args: ["-c", 'log=$1; shift; exec "$@" >"$log" 2>&1', "sh", logFile, ...command],
    clearEnv: true,
    env: { PATH: Deno.env.get("PATH") ?? "", HOME: Deno.env.get("HOME") ?? "", NO_COLOR: "1", ...environment },
    ...(workingDirectory !== undefined && { cwd: workingDirectory }),
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  let code: number | null = null;
  const ended = child.status.then((status) => code = status.code);
  const stop = async () => {
    if (code !== null) return;
    child.kill("SIGTERM");
    const tooLong = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
    await ended;
    clearTimeout(tooLong);
  };
  const untilMs = systemClock.monotonic() + (options.readyWithinMs ?? 30_000);
  while (!await options.ready()) {
    if (code === null && systemClock.monotonic() < untilMs) {
      await systemClock.delay(50);
      continue;
    }
    const reason = code === null ? "it was not ready in time" : `it ended with ${code}`;
    await stop();
    throw new Error(`${reason}: ${await endOf(logFile)}`);
  }
  return { processId: child.pid, stop };
}

const STOP_MS = 10_000;
const LOG_CHARACTERS = 600;

async function endOf(file: string): Promise<string> {
  const text = await Deno.readTextFile(file).catch(() => "");
  return text.trim().slice(-LOG_CHARACTERS) || "(it printed nothing)";
}
