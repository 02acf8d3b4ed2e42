import { realpathSync } from "node:fs";
import pg from "pg";
import type { ClusterFiles } from "./cluster_files.ts";

/** What answers on a port of this machine. */
export type ServerProbe =
  /** Our own server, which proved that it knows our password; `client` is connected and the caller's to end. */
  | { state: "ours"; client: pg.Client }
  /** A server that is starting, recovering or stopping. */
  | { state: "busy" }
  | { state: "absent" }
  | { state: "no_database" }
  | { state: "wrong_password" }
  /** Something else, or a server of another data directory. */
  | { state: "foreign" };

/** Connects and makes sure that the server is that of our data directory. Gives up after 2 seconds of silence. */
export async function probeServer(port: number, files: ClusterFiles, database: string): Promise<ServerProbe> {
  const client = new pg.Client({
    host: "127.0.0.1",
    port,
    user: "perpetuo",
    database,
    password: files.password,
    ssl: false,
    connectionTimeoutMillis: 2_000,
  });
  client.on("error", () => {}); // A server that dies later is met by whoever uses it.
  const proof = demandMutualProof(client);
  try {
    await client.connect();
    if (!proof.given) return await refuse(client);
    const { rows } = await client.query("SHOW data_directory");
    const directory = String(rows[0]?.data_directory);
    return samePath(directory, files.cluster) ? { state: "ours", client } : await refuse(client);
  } catch (error) {
    await client.end().catch(() => {});
    return classify(error);
  }
}

/**
 * In SCRAM the server proves that it knows the password too. One that asks for the password itself, or for none, could
 * be anybody's: nothing is sent to the first, and `given` stays false for the second.
 */
function demandMutualProof(client: pg.Client): { given: boolean } {
  const proof = { given: false };
  const { connection } = client as unknown as { connection: NodeJS.EventEmitter & { stream: { destroy(): void } } };
  for (const request of ["authenticationCleartextPassword", "authenticationMD5Password"]) {
    connection.on(request, () => connection.stream.destroy());
  }
  connection.on("authenticationSASLFinal", () => proof.given = true);
  return proof;
}

async function refuse(client: pg.Client): Promise<ServerProbe> {
  await client.end();
  return { state: "foreign" };
}

function samePath(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other);
  } catch {
    return false;
  }
}

function classify(error: unknown): ServerProbe {
  switch ((error as { code?: string }).code) {
    case "ECONNREFUSED":
      return { state: "absent" };
    case "57P03": // cannot_connect_now
    case "57P01": // admin_shutdown
    case "57P02": // crash_shutdown
      return { state: "busy" };
    case "3D000":
      return { state: "no_database" };
    case "28P01":
    case "28000":
      return { state: "wrong_password" };
    default:
      return { state: "foreign" };
  }
}
