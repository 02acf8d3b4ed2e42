import type { RedisNode } from "./redis_url.ts";

/** A server of a cluster says that another one has a slot: from now on (`moved`), or for one command (`ask`). */
export interface Redirection {
  type: "moved" | "ask";
  slot: number;
  host: string;
  port: number;
}

/** Whether Redis itself refused a command, as against not being there. */
export function isServerError(error: unknown): error is Error {
  return error instanceof Error && error.name === "ReplyError";
}

/** What became of a refused command: nothing was done, and the same may do somewhere else, or here a little later. */
export function isElsewhere(error: Error): boolean {
  return /^(MOVED|ASK|TRYAGAIN|CLUSTERDOWN|MASTERDOWN|READONLY|LOADING)\b/.test(error.message);
}

/**
 * Whether a server is not, or no longer, the primary of what it was asked for, so that its connection is of no use. A read
 * that waits is told so with UNBLOCKED.
 */
export function isNoPrimary(error: Error): boolean {
  return /^(MOVED|CLUSTERDOWN|MASTERDOWN|READONLY|UNBLOCKED)\b/.test(error.message);
}

/** Reads `MOVED <slot> <host>:<port>` and `ASK …`; a server that does not know its own name leaves out the host. */
export function readRedirection(error: unknown, asked: Pick<RedisNode, "host">): Redirection | null {
  if (!isServerError(error)) return null;
  const match = /^(MOVED|ASK) (\d{1,5}) (\S*):(\d{1,5})/.exec(error.message);
  if (match === null) return null;
  const [type, slot, host, port] = match.slice(1) as [string, string, string, string];
  const known = host === "" || host === "?" ? asked.host ?? "" : host;
  return { type: type === "MOVED" ? "moved" : "ask", slot: Number(slot), host: known, port: Number(port) };
}
