/** Why the embedded Postgres is not to be had. */
export type EmbeddedPostgresProblem =
  | "unsupported_platform"
  | "in_use"
  | "unwritable"
  | "disk_full"
  | "wrong_version"
  | "wrong_password"
  | "port_unavailable"
  | "cannot_drop_root"
  | "failed";

/** The embedded Postgres could not be started; the message is one sentence for the person at the terminal. */
export class EmbeddedPostgresError extends Error {
  override readonly name = "EmbeddedPostgresError";

  constructor(readonly problem: EmbeddedPostgresProblem, message: string, options?: ErrorOptions) {
    super(message, options);
  }
}

/** Turns an error of the file system into a sentence about `directory`; anything else comes back as it was. */
export function explainFileError(error: unknown, directory: string): unknown {
  if (error instanceof EmbeddedPostgresError) return error;
  const code = (error as { code?: string } | null)?.code ?? "";
  if (code === "ENOSPC" || code === "EDQUOT") return diskFull(directory, error);
  if (["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "ENOENT"].includes(code)) {
    return new EmbeddedPostgresError(
      "unwritable",
      `The data directory ${directory} cannot be written (${code}): give another with PERPETUO_DATA_DIR.`,
      { cause: error },
    );
  }
  return error;
}

/** Turns what initdb or the server said before it gave up into a sentence. */
export function explainServerLog(log: string, directory: string): EmbeddedPostgresError {
  if (/No space left on device|Check free disk space|Disk quota exceeded/.test(log)) return diskFull(directory);
  if (/Permission denied|Read-only file system|has wrong ownership|invalid permissions/.test(log)) {
    return new EmbeddedPostgresError(
      "unwritable",
      `The data directory ${directory} cannot be used by Postgres: ${lastComplaint(log)}.`,
    );
  }
  return new EmbeddedPostgresError("failed", `The embedded Postgres did not start: ${lastComplaint(log)}.`);
}

function diskFull(directory: string, cause?: unknown): EmbeddedPostgresError {
  const message = `The disk that holds the data directory ${directory} is full: free some space and start again.`;
  return new EmbeddedPostgresError("disk_full", message, { cause });
}

/** The last line that tells of an error, without its time stamp and level. */
function lastComplaint(log: string): string {
  const lines = log.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const complaint = lines.findLast((line) => /FATAL|PANIC|error:/i.test(line)) ?? lines.at(-1) ?? "it said nothing";
  return complaint.replace(/^.*?(?:FATAL|PANIC|ERROR|error):\s*/, "").replace(/\.$/, "");
}
