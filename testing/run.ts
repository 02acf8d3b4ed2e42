import { parseArgs } from "node:util";
import { ensureGenerated } from "../tools/generate.ts";
import { repositoryRoot } from "../tools/repository.ts";
import { junitSummary, type TestCounts } from "./junit_summary.ts";
import { startTestServers, type TestServers } from "./test_servers.ts";

const HELP = `Runs the tests, and first starts what they need: Postgres and Redis.

Usage: deno task test [PATH...] [--filter TEXT] [--no-check]
       deno task e2e  [PATH...] [--filter TEXT] [--no-check]
  PATH           files or folders to test (default: everything; e2e: the folder e2e)
  --filter TEXT  only tests with TEXT in their names
  --no-check     do not type-check
  --help         show this

Each server is had by the first way that works: TEST_DATABASE_URL and TEST_REDIS_URL; containers, where a Docker engine
answers; the embedded Postgres and a redis-server or valkey-server on PATH; apt-get, as root on a Debian.
Everything is tested by two processes at once, one of which prints when it has ended. The last line says how many tests
passed and failed; the exit code is 0 only when some passed and none failed.`;

/** Runs tests as the command line says and returns the exit code. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      filter: { type: "string" },
      // Not `check` with a default: parseArgs knows no negation unless it is told.
      "no-check": { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const [first, ...others] = positionals;
  const paths = first === "e2e" ? (others.length > 0 ? others : ["e2e"]) : positionals;
  const options = [
    ...(values.filter ? ["--filter", values.filter] : []),
    ...(values["no-check"] ? ["--no-check"] : []),
  ];
  return await untilInterrupted(async (interruption) => {
    await ensureGenerated({ onProgress: notice });
    const servers = await startTestServers(notice);
    try {
      return interruption.aborted ? INTERRUPTED : await testWith(servers, [...options, ...paths], interruption);
    } finally {
      await servers.stop();
    }
  });
}

const INTERRUPTED = 130;
const SIGNALS: Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM", "SIGHUP"];

/** Does work that a signal to this process aborts instead of ending the process, so that it cleans up as ever. */
async function untilInterrupted(work: (interruption: AbortSignal) => Promise<number>): Promise<number> {
  const controller = new AbortController();
  const onSignal = () => controller.abort();
  for (const signal of SIGNALS) Deno.addSignalListener(signal, onSignal);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of SIGNALS) Deno.removeSignalListener(signal, onSignal);
  }
}

/** A user's own services and keys are out of reach of the tests. */
const PRIVATE = /^(DATABASE_URL|REDIS_(CACHE_)?URL|AUTH_SECRET|INTERNAL_SECRET|(PERPETUO|SMTP)_.*|.*_API_KEY)$/;

/**
 * What is tested at the same time as everything else, where everything is: two processes, since half of the time is spent
 * waiting for servers and browsers. Neither knows of the other; each has databases and ports of its own.
 */
const BESIDE_THE_REST = ["control-plane", "gateway", "shared"];

async function testWith(servers: TestServers, args: string[], interruption: AbortSignal): Promise<number> {
  const inherited = Object.entries(Deno.env.toObject()).filter(([name]) => !PRIVATE.test(name));
  const env = { ...Object.fromEntries(inherited), ...servers.environment };
  const isEverything = args.every((arg) => arg === "--no-check");
  const shards = isEverything ? [[`--ignore=${BESIDE_THE_REST}`, ...args], [...args, ...BESIDE_THE_REST]] : [args];
  // The first one tells as it goes; another's lines would get between its own, and so come when it has ended.
  const counted = await Promise.all(
    shards.map((shard, index) => testShard(shard, env, { interruption, late: index > 0 })),
  );
  const passed = counted.reduce((sum, shard) => sum + shard.passed, 0);
  const failed = counted.reduce((sum, shard) => sum + shard.failed, 0);
  if (passed + failed === 0) console.error("No test ran.");
  console.log(`${passed} passed, ${failed} failed`);
  const success = counted.every((shard) => shard.success && shard.passed > 0);
  return interruption.aborted ? INTERRUPTED : success && failed === 0 ? 0 : 1;
}

/** Tests in one process. `late`: what it prints comes when it has ended. */
async function testShard(
  args: string[],
  env: Record<string, string>,
  { interruption, late }: { interruption: AbortSignal; late: boolean },
): Promise<TestCounts & { success: boolean }> {
  const directory = await Deno.makeTempDir({ prefix: "perpetuo-junit-" });
  const report = `${directory}/report.xml`;
  try {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["test", "-A", `--junit-path=${report}`, ...args],
      cwd: repositoryRoot,
      env,
      clearEnv: true,
      stdin: "null",
      stdout: late ? "piped" : "inherit",
      stderr: late ? "piped" : "inherit",
      detached: true, // A process group of its own, which can be ended as a whole.
    }).spawn();
    interruption.addEventListener("abort", () => endGroup(child));
    const printed = late ? Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]) : null;
    const { success } = await child.status;
    for (const text of await printed ?? []) console.log(text);
    return { ...junitSummary(await Deno.readTextFile(report).catch(() => null), success), success };
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** Ends the tests and the servers that single tests started. */
function endGroup(child: Deno.ChildProcess): void {
  try {
    if (Deno.build.os === "windows") child.kill("SIGTERM");
    else Deno.kill(-child.pid, "SIGTERM");
  } catch {
    // It is gone already.
  }
}

function notice(line: string): void {
  console.error(`· ${line}`);
}

if (import.meta.main) {
  try {
    Deno.exit(await run(Deno.args));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.log("0 passed, 1 failed");
    Deno.exit(1);
  }
}
