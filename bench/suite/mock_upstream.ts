import { z } from "zod";
import { answersOk } from "../../testing/answers_ok.ts";
import { type ServerProcess, startServer } from "./programs/server_process.ts";
import { freePort } from "../../prisma/embedded/free_port.ts";

/** How the mock answers: whole, or in so many chunks of which the first comes at once. */
export type Behaviour = "whole" | { chunks: number; gapUs: number };

/** The provider that everybody asks. */
export interface MockUpstream extends ServerProcess {
  readonly port: number;
  /** How everything that is asked from now on is answered. */
  behave(behaviour: Behaviour): Promise<void>;
  /** What it was asked so far. */
  counts(): Promise<MockCounts>;
}

const mockCounts = z.object({ requests: z.int(), streams: z.int(), cut_off: z.int(), streaming: z.int() });
export type MockCounts = z.infer<typeof mockCounts>;

export async function startMockUpstream(program: string, logFile: string): Promise<MockUpstream> {
  const port = freePort()!;
  const url = `http://127.0.0.1:${port}`;
  const server = await startServer({
    command: [program, String(port)],
    logFile,
    ready: () => answersOk(`${url}/counts`),
  });
  const counts = async () => mockCounts.parse(await (await fetch(`${url}/counts`)).json());
  return {
    ...server,
    port,
    async behave(behaviour) {
      const body = behaviour === "whole" ? "whole" : `stream ${behaviour.chunks} ${behaviour.gapUs}`;
      const response = await fetch(`${url}/behaviour`, { method: "POST", body });
      if (!response.ok) throw new Error(`The mock answers with ${response.status}.`);
      await response.body?.cancel();
    },
    counts,
  };
}
