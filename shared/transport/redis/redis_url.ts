import type { RedisOptions } from "ioredis";

/** Where a Redis is and how to sign in, as its client wants it; `address` is for people and names no secret. */
export interface RedisAddress {
  address: string;
  options: Pick<RedisOptions, "host" | "port" | "username" | "password" | "db" | "tls">;
}

/** Reads `redis://[user:password@]host[:port][/database]` or `rediss://` (TLS); else a sentence that says what is wrong. */
export function readRedisUrl(url: string): { ok: true; value: RedisAddress } | { ok: false; reason: string } {
  // No sentence repeats the URL: it may carry a password.
  const refuse = (what: string) => ({
    ok: false as const,
    reason: `The Redis URL ${what}. It should look like redis://:password@host:6379/0, or rediss:// for TLS.`,
  });
  const parsed = URL.parse(url);
  if (parsed === null) return refuse("is not a URL");
  if (parsed.protocol !== "redis:" && parsed.protocol !== "rediss:") {
    return refuse("begins with neither redis:// nor rediss://");
  }
  if (parsed.hostname === "") return refuse("names no host");
  const database = /^\/?(\d{0,4})$/.exec(parsed.pathname);
  if (database === null) return refuse("ends in something that is no database number");
  const credentials = decodeCredentials(parsed);
  if (credentials === null) return refuse("has a user or password that is not percent-encoded");
  // A URL writes an IPv6 address in brackets, a socket does not.
  const host = parsed.hostname.replace(/^\[(.*)\]$/, "$1");
  const port = parsed.port === "" ? 6379 : Number(parsed.port);
  return {
    ok: true,
    value: {
      address: `${parsed.hostname}:${port}`,
      options: {
        host,
        port,
        ...credentials,
        db: Number(database[1]),
        ...(parsed.protocol === "rediss:" && { tls: { servername: host } }),
      },
    },
  };
}

function decodeCredentials({ username, password }: URL): { username?: string; password?: string } | null {
  try {
    return {
      ...(username !== "" && { username: decodeURIComponent(username) }),
      ...(password !== "" && { password: decodeURIComponent(password) }),
    };
  } catch {
    return null;
  }
}
