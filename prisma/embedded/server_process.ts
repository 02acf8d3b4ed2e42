import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, statSync } from "node:fs";
import type { ClusterFiles } from "./cluster_files.ts";
import type { PostgresPackage } from "./postgres_package.ts";
import { asAccount, type ServerAccount } from "./server_account.ts";

export interface ServerProcessOptions {
  files: ClusterFiles;
  programs: PostgresPackage;
  account: ServerAccount;
  port: number;
  /** Server settings that replace or join the usual ones. */
  settings: Record<string, string>;
}

/**
 * A `postgres` that this process started.
 * It lives in a session of its own, so that a Ctrl-C in the terminal reaches us and not it: we drain first, then stop it.
 */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #log: string;
  readonly #logStart: number;
  readonly #exit: Promise<void>;
  #exited = false;
  #spawnError = "";

  constructor({ files, programs, account, port, settings }: ServerProcessOptions) {
    const all: Record<string, string> = { ...SETTINGS, ...settings, port: String(port) };
    const flags = Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const { program, args, uid, gid } = asAccount(account, programs.postgres, ["-D", files.cluster, ...flags]);
    this.#log = files.log;
    // A file and not a pipe: the server outlives this process when this one is killed.
    const log = openSync(files.log, logSize(files.log) > LOG_BYTES_MAX ? "w" : "a", 0o600);
    this.#logStart = logSize(files.log);
    this.#child = spawn(program, args, { uid, gid, cwd: files.directory, detached: true, stdio: ["ignore", log, log] });
    closeSync(log);
    this.#child.unref();
    this.#exit = new Promise((resolve) => {
      this.#child.once("exit", () => resolve());
      this.#child.once("error", (error) => {
        this.#spawnError = `FATAL: ${error.message}`;
        resolve();
      });
    });
    this.#exit.then(() => this.#exited = true);
  }

  /** Whether the process is gone. */
  get exited(): boolean {
    return this.#exited;
  }

  /** What the server wrote since it was started. */
  log(): string {
    return readFileSync(this.#log).subarray(this.#logStart).toString() + this.#spawnError;
  }

  /**
   * Shuts down fast: clients are disconnected, everything is written. Resolves when the process is gone.
   * After 30 seconds it is aborted instead; the next start then recovers, and no committed row is lost.
   */
  async stop(): Promise<void> {
    if (this.#exited) return;
    this.#child.ref();
    this.#child.kill("SIGINT");
    const timer = setTimeout(() => this.#child.kill("SIGQUIT"), STOP_TIMEOUT_MS);
    await this.#exit;
    clearTimeout(timer);
  }
}

const STOP_TIMEOUT_MS = 30_000;
const LOG_BYTES_MAX = 1024 * 1024;

const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  // Nothing replicates from here, so that the log need hold no more than recovery wants.
  wal_level: "minimal",
  max_wal_senders: "0",
  jit: "off",
  timezone: "UTC",
  // After a crash one call instead of one for each of a thousand files.
  ...(Deno.build.os === "linux" ? { recovery_init_sync_method: "syncfs" } : {}),
  // The log names no values and no statements: they could hold what is secret.
  log_error_verbosity: "terse",
  log_min_error_statement: "panic",
  log_checkpoints: "off",
};

function logSize(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
