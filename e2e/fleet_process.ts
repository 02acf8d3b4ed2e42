import project from "../deno.json" with { type: "json" };
import { answersOk } from "../testing/answers_ok.ts";
import { repositoryRoot } from "../tools/repository.ts";

/** One deployable as a child process. */
export interface FleetProcess {
  readonly processId: number;
  output(): string;
  /** SIGTERM; resolves to the exit code. */
  stop(): Promise<number>;
  kill(): Promise<void>;
}

/** Starts what `deno task <deployable>` starts, with its permissions and no others, and waits until `url` answers 200. */
export async function startDeployable(
  deployable: "gateway" | "control-plane" | "console",
  environment: Record<string, string>,
  readyUrl: string,
): Promise<FleetProcess> {
  const child = new Deno.Command(Deno.execPath(), {
    args: project.tasks[deployable].split(" ").slice(1),
    cwd: repositoryRoot,
    clearEnv: true,
    env: {
      PATH: Deno.env.get("PATH") ?? "",
      HOME: Deno.env.get("HOME") ?? "",
      HOST: "127.0.0.1",
      PRIVATE_ADDRESSES: "loopback",
      ...environment,
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let text = "";
  let ended = false;
  const read = async (stream: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder();
    for await (const chunk of stream) text += decoder.decode(chunk, { stream: true });
  };
  const closed = Promise.all([read(child.stdout), read(child.stderr)]);
  const status = child.status.then((result) => {
    ended = true;
    return result;
  });
  const end = async (signal: Deno.Signal) => {
    if (!ended) child.kill(signal);
    const { code } = await status;
    await closed;
    return code;
  };
  while (!await answersOk(readyUrl)) {
    if (ended) throw new Error(`${deployable} ended before it was ready:\n${text}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    processId: child.pid,
    output: () => text,
    stop: () => end("SIGTERM"),
    kill: async () => void await end("SIGKILL"),
  };
}
