import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Target } from "./party.ts";
import { questionBody } from "./question_body.ts";

/** Clients that ask for whole answers, one request after the other. */
export interface WholeLoad {
  connections: number;
  seconds: number;
  /** `Authorization` headers of which each request takes the next; null: all are the same. */
  keys: readonly string[] | null;
}

const wrkResult = z.object({
  requests: z.int(),
  microseconds: z.int(),
  /** Latency, microseconds. */
  p50: z.int(),
  p99: z.int(),
  not_200: z.int(),
  socket_errors: z.int(),
  timeouts: z.int(),
});
export type WholeLoadResult = z.infer<typeof wrkResult>;

const SCRIPT = fileURLToPath(new URL("whole_load.lua", import.meta.url));

/** Runs wrk with one thread; throws where it fails. */
export async function runWholeLoad(
  target: Target,
  load: WholeLoad,
  { wrk, directory }: { wrk: string; directory: string },
): Promise<WholeLoadResult> {
  const file = async (name: string, lines: string) => {
    await Deno.writeTextFile(`${directory}/${name}`, lines);
    return `${directory}/${name}`;
  };
  const headers = { "content-type": "application/json", ...target.headers };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const args = [
    target.path,
    await file("wrk_headers", lines.join("\n")),
    await file("wrk_body", questionBody("whole", target.model)),
  ];
  if (load.keys !== null) args.push(await file("wrk_keys", load.keys.join("\n")));
  const size = ["-t1", `-c${load.connections}`, `-d${load.seconds}s`, "--timeout", "10s", "-s", SCRIPT];
  const { stdout, stderr } = await new Deno.Command(wrk, {
    args: [...size, `http://127.0.0.1:${target.port}`, "--", ...args],
    stdin: "null",
  }).output();
  const text = new TextDecoder().decode(stdout);
  const result = /^RESULT (.*)$/m.exec(text)?.[1];
  if (result === undefined) throw new Error(`wrk failed: ${text} ${new TextDecoder().decode(stderr)}`);
  return wrkResult.parse(JSON.parse(result));
}
