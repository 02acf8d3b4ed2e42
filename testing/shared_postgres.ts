// Started as a program it makes sure that the shared server runs, leaves it running and prints its address.
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "../prisma/embedded/start_embedded_postgres.ts";
import { EmbeddedPostgresError } from "../prisma/embedded/embedded_postgres_error.ts";
import { readPostmasterFile } from "../prisma/embedded/postmaster_file.ts";
import { POSTGRES_TEST_SETTINGS } from "./postgres_test_settings.ts";
import { systemClock } from "../shared/time/clock.ts";
import { repositoryRoot } from "../tools/repository.ts";

/**
 * The address of an embedded Postgres that all test processes of this checkout share when they are not run by
 * `deno task test`. The last of them stops it.
 */
export function sharedPostgresUrl(): Promise<string> {
  return url ??= startInChild();
}

/** For tests alone: what a crash of the machine takes is made again. */
export const TEST_SETTINGS = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  max_connections: "200",
};

const DIRECTORY = sharedDirectory();
let url: Promise<string> | undefined;

/** One a checkout and user, where temporary files are: a copy of a database is hundreds of files. */
function sharedDirectory(): string {
  let hash = 0;
  for (const character of repositoryRoot) hash = (Math.imul(hash, 31) + character.codePointAt(0)!) >>> 0;
  return join(tmpdir(), `perpetuo-testing-${Deno.uid() ?? "user"}-${hash.toString(36)}`);
}

/** In a child, because the leak sanitizers would count a server started in a test as that test's leak. */
async function startInChild(): Promise<string> {
  const command = new Deno.Command(Deno.execPath(), { args: ["run", "-A", import.meta.url], stdin: "null" });
  const { success, stdout, stderr } = await command.output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trim();
}

async function startAndRelease(): Promise<string> {
  for (;;) {
    try {
      const server = await startEmbeddedPostgres({
        dataDirectory: `${DIRECTORY}/postgres`,
        settings: POSTGRES_TEST_SETTINGS,
      });
      server.release();
      return server.url;
    } catch (error) {
      // Another test process is at it this very moment, and lets go as soon as the server runs.
      if (!(error instanceof EmbeddedPostgresError) || error.problem !== "in_use") throw error;
      await systemClock.delay(20);
    }
  }
}

/** Keeps count of the test processes by a shared lock on one file; the last one can lock it for itself alone. */
function stopWithLastUser(): void {
  Deno.mkdirSync(DIRECTORY, { recursive: true, mode: 0o700 });
  // Others may make directories here too, and theirs is not to be trusted with a password.
  if (Deno.statSync(DIRECTORY).uid !== Deno.uid()) throw new Error(`${DIRECTORY} belongs to somebody else.`);
  const users = Deno.openSync(`${DIRECTORY}/users`, { create: true, read: true, write: true });
  users.lockSync(false);
  globalThis.addEventListener("unload", () => {
    users.unlockSync();
    const running = users.tryLockSync(true) ? readPostmasterFile(`${DIRECTORY}/postgres/cluster`) : null;
    if (running !== null && url !== undefined) Deno.kill(running.pid, "SIGINT");
    users.close();
  });
}

if (import.meta.main) {
  console.log(await startAndRelease());
  Deno.exit(0);
} else if (Deno.env.get("TEST_DATABASE_URL") === undefined) {
  stopWithLastUser();
}
