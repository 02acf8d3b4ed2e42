import { type Clock, systemClock } from "../../shared/time/clock.ts";
import { type ClusterFiles, inspectCluster, openClusterFiles } from "./cluster_files.ts";
import { EmbeddedPostgresError, explainFileError } from "./embedded_postgres_error.ts";
import { initializeCluster } from "./initialize_cluster.ts";
import { locatePostgresPackage, type PostgresPackage } from "./postgres_package.ts";
import { type ProcessLock, takeProcessLock } from "./process_lock.ts";
import { chooseServerAccount, type ServerAccount } from "./server_account.ts";
import { ServerStarter } from "./server_starter.ts";

export interface EmbeddedPostgresOptions {
  /** Made when missing; holds the cluster, its password, its port, its log. */
  dataDirectory: string;
  /** Gets one line for each step that takes time. Default: none. */
  onProgress?: (line: string) => void;
  /** Server settings beside the usual ones, such as `{ fsync: "off" }` in tests. An adopted server keeps its own. */
  settings?: Record<string, string>;
  /** Default: the machine's. */
  clock?: Clock;
}

export interface EmbeddedPostgres {
  /** The database `perpetuo`, with the password in it. */
  url: string;
  /** Whether the server was already running, left by a process that was killed. */
  adopted: boolean;
  /** Shuts the server down, adopted or not; everything is on disk when it resolves. */
  stop(): Promise<void>;
  /** Lets go of the server and leaves it running, for others to adopt. */
  release(): void;
}

/**
 * Starts the Postgres that npm brought, or adopts the one that a killed predecessor left running.
 * Listens on 127.0.0.1 only, on a port that stays the same while it is free. Loses no committed row on `kill -9` of
 * anything. Throws `EmbeddedPostgresError`, also when another process uses the data directory or after 60 seconds.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { files, lock } = openLocked(options.dataDirectory);
  try {
    const programs = locatePostgresPackage();
    const account = await prepareCluster(files, programs, options.onProgress);
    const server = await new ServerStarter({
      files,
      programs,
      account,
      settings: options.settings ?? {},
      onProgress: options.onProgress ?? (() => {}),
      clock: options.clock ?? systemClock,
    }).run();
    let stopped: Promise<void> | undefined;
    return {
      ...server,
      stop: () => stopped ??= server.stop().finally(() => lock.release()),
      release: () => lock.release(),
    };
  } catch (error) {
    lock.release();
    throw explainFileError(error, files.directory);
  }
}

function openLocked(dataDirectory: string): { files: ClusterFiles; lock: ProcessLock } {
  try {
    const files = openClusterFiles(dataDirectory);
    const lock = takeProcessLock(files.lock);
    if ("taken" in lock) return { files, lock: lock.taken };
    const holder = lock.heldBy === null ? "another process" : `process ${lock.heldBy}`;
    throw new EmbeddedPostgresError("in_use", `The data directory ${files.directory} is already in use by ${holder}.`);
  } catch (error) {
    throw explainFileError(error, dataDirectory);
  }
}

async function prepareCluster(
  files: ClusterFiles,
  programs: PostgresPackage,
  onProgress: EmbeddedPostgresOptions["onProgress"],
): Promise<ServerAccount> {
  const cluster = inspectCluster(files);
  if (cluster !== null && cluster.majorVersion !== programs.majorVersion) {
    throw new EmbeddedPostgresError(
      "wrong_version",
      `${files.cluster} was made by Postgres ${cluster.majorVersion} and this is ${programs.majorVersion}: ` +
        "carry the data over with pg_dump, or move the directory away.",
    );
  }
  const account = await chooseServerAccount(cluster);
  if (cluster === null) {
    onProgress?.("Creating the embedded Postgres");
    await initializeCluster(files, programs, account);
  }
  return account;
}
