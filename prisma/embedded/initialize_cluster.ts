import { join } from "node:path";
import type { ClusterFiles } from "./cluster_files.ts";
import { EmbeddedPostgresError, explainServerLog } from "./embedded_postgres_error.ts";
import type { PostgresPackage } from "./postgres_package.ts";
import { asAccount, type ServerAccount } from "./server_account.ts";

/** Makes the cluster: superuser `perpetuo`, UTF-8, password asked of everybody. A killed run leaves nothing behind. */
export async function initializeCluster(
  files: ClusterFiles,
  programs: PostgresPackage,
  account: ServerAccount,
): Promise<void> {
  // Renamed when it is complete, so that a cluster that exists is a whole one.
  const unfinished = join(files.directory, "cluster.unfinished");
  const passwordFile = join(files.directory, "initdb.password");
  await Deno.remove(unfinished, { recursive: true }).catch(() => {});
  await Deno.mkdir(unfinished, { mode: 0o700 });
  try {
    await Deno.writeTextFile(passwordFile, files.password, { mode: 0o600 });
    if (account.kind === "user") {
      // The other account must reach its own directory; the files beside it stay closed to it.
      await Deno.chmod(files.directory, 0o711);
      for (const path of [unfinished, passwordFile]) await Deno.chown(path, account.uid, account.gid);
    }
    const options = ["-U", "perpetuo", "-A", "scram-sha-256", "--pwfile", passwordFile, "-E", "UTF8", "--locale=C"];
    const { program, args, uid, gid } = asAccount(account, programs.initdb, ["-D", unfinished, ...options]);
    // The account may not be able to enter the present directory.
    const command = new Deno.Command(program, { args, uid, gid, cwd: files.directory, stdin: "null" });
    const { success, stdout, stderr } = await run(command, account);
    const decoder = new TextDecoder();
    if (!success) throw explainServerLog(decoder.decode(stdout) + decoder.decode(stderr), files.directory);
    await Deno.rename(unfinished, files.cluster);
  } finally {
    await Deno.remove(passwordFile).catch(() => {});
  }
}

async function run(command: Deno.Command, account: ServerAccount): Promise<Deno.CommandOutput> {
  try {
    return await command.output();
  } catch (error) {
    throw explainUnrunnable(error as Error, account);
  }
}

function explainUnrunnable(cause: Error, account: ServerAccount): EmbeddedPostgresError {
  if (account.kind === "user") {
    return new EmbeddedPostgresError(
      "cannot_drop_root",
      "Postgres refuses to run as root, and no other account may enter this directory to run it: " +
        "start as an ordinary user or set DATABASE_URL.",
      { cause },
    );
  }
  return new EmbeddedPostgresError(
    "unsupported_platform",
    `The embedded Postgres cannot run on this machine (${cause.message}): set DATABASE_URL to a Postgres of your own.`,
    { cause },
  );
}
