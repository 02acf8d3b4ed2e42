import pg from "pg";
import type { Clock } from "../../shared/time/clock.ts";
import { type ClusterFiles, rememberedPort, rememberPort } from "./cluster_files.ts";
import { EmbeddedPostgresError, explainServerLog } from "./embedded_postgres_error.ts";
import { freePort } from "./free_port.ts";
import type { PostgresPackage } from "./postgres_package.ts";
import { disownStalePid, readPostmasterFile } from "./postmaster_file.ts";
import { probeServer } from "./probe_server.ts";
import { asAccount, type ServerAccount } from "./server_account.ts";
import { ServerProcess } from "./server_process.ts";

export interface ServerStarterOptions {
  files: ClusterFiles;
  programs: PostgresPackage;
  account: ServerAccount;
  settings: Record<string, string>;
  onProgress: (line: string) => void;
  clock: Clock;
}

export interface StartedServer {
  url: string;
  adopted: boolean;
  stop(): Promise<void>;
}

/** Finds the server of a cluster running or starts it, over and over until one of the two succeeds. */
export class ServerStarter {
  readonly #options: ServerStarterOptions;
  readonly #startedAt: number;
  #passwordRefused = false;
  #portsLost = 0;
  readonly #announced = new Set<string>();

  constructor(options: ServerStarterOptions) {
    this.#options = options;
    this.#startedAt = options.clock.monotonic();
  }

  /** Throws `EmbeddedPostgresError` when the server refuses to start, or after 60 seconds. */
  async run(): Promise<StartedServer> {
    for (;;) {
      const server = await this.#adopt() ?? await this.#start();
      if (server !== null) return server;
      await this.#pause(RETRY_MS);
    }
  }

  /** Takes over a server that runs on our cluster; null when none does, as far as can be told from outside. */
  async #adopt(): Promise<StartedServer | null> {
    for (;;) {
      const running = readPostmasterFile(this.#options.files.cluster);
      if (running === null) return null;
      switch (await this.#probe(running.port)) {
        case "ready":
          return { url: this.#url(running.port), adopted: true, stop: () => this.#stopAdopted() };
        case "wrong_password":
          this.#passwordRefused = true;
          return null;
        case "not_ours":
          return null;
        case "busy":
          await this.#pause();
      }
    }
  }

  /** Starts a server; null when the data directory or the port is still another's, and it is worth trying again. */
  async #start(): Promise<StartedServer | null> {
    const { files, programs, account, settings } = this.#options;
    await disownStalePid(files.cluster);
    const port = freePort(rememberedPort(files)) ?? this.#failForPort();
    rememberPort(files, port);
    this.#announce("Starting the embedded Postgres");
    const server = new ServerProcess({ files, programs, account, port, settings });
    try {
      for (;;) {
        if (server.exited) return this.#explainExit(server.log());
        const state = await this.#probe(port);
        if (state === "ready") return { url: this.#url(port), adopted: false, stop: () => server.stop() };
        if (state === "wrong_password") throw this.#wrongPassword();
        await this.#pause();
      }
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  #explainExit(log: string): null {
    const { files } = this.#options;
    if (/lock file "postmaster.pid" already exists|shared memory block .* still in use/.test(log)) {
      // An earlier server is alive: stopping, or about to notice that it lost its parent.
      if (this.#passwordRefused) throw this.#wrongPassword();
      return null;
    }
    // Taken between our look and the server's; another port is tried.
    if (/could not bind|could not create any TCP/.test(log) && ++this.#portsLost < PORTS_TRIED_MAX) return null;
    if (this.#portsLost === PORTS_TRIED_MAX) this.#failForPort();
    throw explainServerLog(log, files.directory);
  }

  async #probe(port: number): Promise<"ready" | "busy" | "wrong_password" | "not_ours"> {
    const { files } = this.#options;
    const probe = await probeServer(port, files, DATABASE);
    switch (probe.state) {
      case "ours":
        await probe.client.end();
        return "ready";
      case "no_database":
        return await createDatabase(port, files) ? "ready" : "not_ours";
      case "busy":
      case "wrong_password":
        return probe.state;
      case "absent":
      case "foreign":
        return "not_ours";
    }
  }

  async #stopAdopted(): Promise<void> {
    const { files, programs, account } = this.#options;
    const options = ["-D", files.cluster, "-m", "fast", "-w", "-t", "60"];
    const { program, args, uid, gid } = asAccount(account, programs.pgControl, ["stop", ...options]);
    const { success, stderr } = await new Deno.Command(program, { args, uid, gid, cwd: files.directory }).output();
    // A server that is gone already is as stopped as one may wish.
    if (success || readPostmasterFile(files.cluster) === null) return;
    throw explainServerLog(new TextDecoder().decode(stderr), files.directory);
  }

  async #pause(ms = POLL_MS): Promise<void> {
    const { clock, files } = this.#options;
    const waitedMs = clock.monotonic() - this.#startedAt;
    if (waitedMs > START_TIMEOUT_MS) {
      throw new EmbeddedPostgresError("failed", `The embedded Postgres was not ready in time: see ${files.log}.`);
    }
    if (waitedMs > ANNOUNCE_AFTER_MS) this.#announce("Waiting for Postgres, which is recovering");
    await clock.delay(ms);
  }

  /** Says it once, however often it is tried. */
  #announce(line: string): void {
    if (this.#announced.has(line)) return;
    this.#announced.add(line);
    this.#options.onProgress(line);
  }

  #failForPort(): never {
    throw new EmbeddedPostgresError(
      "port_unavailable",
      "The embedded Postgres finds no port on 127.0.0.1 that it may listen on: free one or set DATABASE_URL.",
    );
  }

  #url(port: number): string {
    return `postgresql://perpetuo:${this.#options.files.password}@127.0.0.1:${port}/${DATABASE}`;
  }

  #wrongPassword(): EmbeddedPostgresError {
    const { directory } = this.#options.files;
    return new EmbeddedPostgresError(
      "wrong_password",
      `The password in ${directory}/password is not that of the database beside it: put the right one back, ` +
        "or move the directory away to begin anew.",
    );
  }
}

const DATABASE = "perpetuo";
const START_TIMEOUT_MS = 60_000;
const ANNOUNCE_AFTER_MS = 2_000;
const POLL_MS = 15;
const RETRY_MS = 100;
const PORTS_TRIED_MAX = 5;

/** Makes our database on a cluster that was just made, or whose maker was killed too early; false: not our server. */
async function createDatabase(port: number, files: ClusterFiles): Promise<boolean> {
  const probe = await probeServer(port, files, "postgres");
  if (probe.state !== "ours") return false;
  try {
    await probe.client.query(`CREATE DATABASE ${pg.escapeIdentifier(DATABASE)}`);
    return true;
  } finally {
    await probe.client.end();
  }
}
