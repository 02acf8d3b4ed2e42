import { freePort } from "../../../prisma/embedded/free_port.ts";
import type { MockUpstream } from "../mock_upstream.ts";
import { type Party, unwatched } from "../party.ts";
import { PORTKEY } from "../party_names.ts";
import type { Programs } from "../programs/find_programs.ts";
import { answersOk } from "../../../testing/answers_ok.ts";
import { startServer } from "../programs/server_process.ts";

const PACKAGE = "@portkey-ai/gateway";
/** The newest version that runs on Node 20. */
const VERSION = "1.15.2";
/** As its own lock file has them: with the newest @hono/node-server that its package allows it answers streams with 500. */
const OVERRIDES = { "@hono/node-server": "1.13.5", "hono": "4.9.7" };

/**
 * Portkey's gateway on Node as its package starts it: one process that knows no keys, limits or records. It is installed
 * by npm into the directory that is kept, at first use. Throws where Node or npm is missing, or the install fails.
 */
export async function startPortkey(
  { node, npm }: Pick<Programs, "node" | "npm">,
  { mock, directory, keptDirectory }: { mock: MockUpstream; directory: string; keptDirectory: string },
): Promise<Party> {
  if (node === null || npm === null) throw new Error("Node or npm is not there. On Debian: apt-get install nodejs npm");
  const installed = `${keptDirectory}/portkey-${VERSION}-locked`;
  await install(npm, installed);
  const port = freePort()!;
  const server = await startServer({
    command: [node, `${installed}/node_modules/${PACKAGE}/build/start-server.js`, `--port=${port}`, "--headless"],
    environment: { NODE_ENV: "production", TRUSTED_CUSTOM_HOSTS: "127.0.0.1" },
    logFile: `${directory}/portkey.log`,
    isParty: true,
    ready: () => answersOk(`http://127.0.0.1:${port}/`),
  });
  return {
    name: PORTKEY,
    processIds: [server.processId],
    storeProcessIds: [],
    target: (question) => {
      const isTranslated = question === "translated_stream";
      return {
        port,
        path: "/v1/chat/completions",
        headers: {
          "authorization": "Bearer sk-bench-0123456789",
          "x-portkey-provider": isTranslated ? "anthropic" : "openai",
          "x-portkey-custom-host": `http://127.0.0.1:${mock.port}/v1`,
        },
        model: isTranslated ? "claude-sonnet-4-5" : "gpt-4o-mini",
      };
    },
    manyKeys: null,
    watch: unwatched,
    stop: server.stop,
  };
}

async function install(npm: string, into: string): Promise<void> {
  const done = `${into}/installed`;
  if (await Deno.stat(done).then(() => true, () => false)) return;
  await Deno.mkdir(into, { recursive: true });
  const manifest = { private: true, dependencies: { [PACKAGE]: VERSION }, overrides: OVERRIDES };
  await Deno.writeTextFile(`${into}/package.json`, JSON.stringify(manifest));
  const quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
  const { success, stderr } = await new Deno.Command(npm, {
    args: ["install", "--prefix", into, ...quiet],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(`npm cannot install it: ${new TextDecoder().decode(stderr).trim().slice(0, 300)}`);
  // Written last: an install that was broken off is made once more.
  await Deno.writeTextFile(done, "");
}
