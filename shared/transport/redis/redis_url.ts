import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import type { RedisOptions } from "ioredis";
import { readUrlSettings, type UrlSettings } from "./redis_url_settings.ts";

/** One server, and how to sign in there, as its client wants it. */
export type RedisNode = Pick<RedisOptions, "host" | "port" | "username" | "password" | "db" | "tls">;

/** How to sign in at servers whose names are learnt later. */
export type RedisAccess = Omit<RedisNode, "host" | "port">;

/** Where a Redis is, in one of three forms; `address` is for people and names no secret. */
export type RedisAddress = { address: string } & RedisForm;

type RedisForm =
  /** One server, or whatever stands before it as one. */
  | { form: "single"; options: RedisNode }
  /** Any nodes of a Redis Cluster; the others are learnt from them. */
  | { form: "cluster"; seeds: RedisNode[]; options: RedisAccess }
  /** The sentinels that know who is the primary of `master`. */
  | { form: "sentinel"; seeds: RedisNode[]; options: RedisAccess; master: string };

/** `reason` is a sentence, `what` the part of it that follows "The Redis URL"; neither repeats anything of the URL. */
export type RedisUrlReading = { ok: true; value: RedisAddress } | { ok: false; reason: string; what: string };

/**
 * Reads a Redis URL:
 *
 * - `redis://[user:password@]host[:port][/database]`
 * - `redis+cluster://[user:password@]host[:port],host[:port]…`
 * - `redis+sentinel://[user:password@]host[:port],host[:port]…/<master>[/database]`, default port 26379
 *
 * and `rediss` in place of `redis` for TLS. Settings after `?`: see `readUrlSettings`. `readFile` is a test's way in.
 */
export function readRedisUrl(
  url: string,
  readFile: (path: string) => string = (path) => readFileSync(path, "utf8"),
): RedisUrlReading {
  try {
    return { ok: true, value: read(url, readFile) };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const reason = `The Redis URL ${error.message}. It should look like redis://:password@host:6379/0, ` +
      "redis+cluster://host:6379,host:6379 or redis+sentinel://host:26379,host:26379/master, with rediss for TLS.";
    return { ok: false, reason, what: error.message };
  }
}

/** What is wrong with a URL. No sentence repeats it: it may carry a password. */
class Unreadable extends Error {}

const FORM = /^(rediss?)(?:\+(cluster|sentinel))?:\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?$/;

function read(url: string, readFile: (path: string) => string): RedisAddress {
  const match = FORM.exec(url);
  if (match === null) {
    throw new Unreadable(
      URL.canParse(url) || /^[a-z+]+:/i.test(url)
        ? "begins with none of redis://, rediss://, redis+cluster:// and redis+sentinel://"
        : "is not a URL",
    );
  }
  const [scheme, kind, authority, path, query] = match.slice(1) as [string, string?, string?, string?, string?];
  const form = kind === undefined ? "single" : kind as "cluster" | "sentinel";
  const settings = refused(() => readUrlSettings(query ?? "", { form, encrypted: scheme === "rediss", readFile }));
  // As browsers do: what is before the last @ is not of the hosts.
  const at = authority!.lastIndexOf("@");
  const hosts = readHosts(authority!.slice(at + 1), form === "sentinel" ? 26_379 : 6_379);
  const credentials = readCredentials(at < 0 ? "" : authority!.slice(0, at));
  return ADDRESSES[form](hosts, { settings, credentials, path: path ?? "" });
}

interface Parts {
  settings: UrlSettings;
  credentials: { username?: string; password?: string };
  path: string;
}

const ADDRESSES: Record<RedisForm["form"], (hosts: Host[], parts: Parts) => RedisAddress> = {
  single(hosts, { settings, credentials, path }) {
    if (hosts.length > 1) throw new Unreadable("names several hosts, which redis+cluster:// and redis+sentinel:// do");
    const options = { ...credentials, db: readDatabase(path), ...(settings.tls && { tls: settings.tls }) };
    return { form: "single", address: textOf(hosts), options: nodeAt(hosts[0]!, options) };
  },
  cluster(hosts, { settings, credentials, path }) {
    if (!/^(\/0?)?$/.test(path)) throw new Unreadable("ends in a path, and a cluster has but database 0");
    const options = { ...credentials, db: 0, ...(settings.tls && { tls: settings.tls }) };
    return { form: "cluster", address: textOf(hosts), seeds: hosts.map((host) => nodeAt(host, options)), options };
  },
  sentinel(hosts, { settings, credentials, path }) {
    const [, name = "", database = ""] = /^\/([^/]+)(\/[^/]*)?$/.exec(path) ?? [];
    const master = decoded(name, "names a master that is not percent-encoded");
    if (master === "") throw new Unreadable("names no master: /<master> or /<master>/<database> after the sentinels");
    const options = { ...credentials, db: readDatabase(database), ...(settings.tls && { tls: settings.tls }) };
    const seeds = hosts.map((host) => nodeAt(host, settings.sentinel));
    return { form: "sentinel", address: `${master} (by ${textOf(hosts)})`, seeds, options, master };
  },
};

interface Host {
  host: string;
  port: number;
}

/**
 * A server of that name, reached and signed in to in a given way. TLS looks for the name that was asked for; an address is
 * none, and is looked for as such.
 */
export function nodeAt({ host, port }: Host, access: RedisAccess): RedisNode {
  const { tls, ...rest } = access;
  const name = isIP(host) === 0 ? { servername: host } : {};
  return { host, port, ...rest, ...(tls && { tls: { ...name, ...tls } }) };
}

function readHosts(text: string, defaultPort: number): Host[] {
  return text.split(",").map((part) => {
    const parsed = URL.parse(`redis://${part}`);
    if (part === "" || parsed === null || parsed.hostname === "") throw new Unreadable("names no host, or one wrongly");
    // A URL writes an IPv6 address in brackets, a socket does not.
    const host = parsed.hostname.replace(/^\[(.*)\]$/, "$1");
    return { host, port: parsed.port === "" ? defaultPort : Number(parsed.port) };
  });
}

function textOf(hosts: Host[]): string {
  const named = hosts.slice(0, 3).map(({ host, port }) => `${host.includes(":") ? `[${host}]` : host}:${port}`);
  return hosts.length > 3 ? `${named.join(",")} and ${hosts.length - 3} more` : named.join(",");
}

function readDatabase(path: string): number {
  const database = /^\/?(\d{0,4})$/.exec(path);
  if (database === null) throw new Unreadable("ends in something that is no database number");
  return Number(database[1]);
}

function readCredentials(text: string): { username?: string; password?: string } {
  const colon = text.indexOf(":");
  const wrong = "has a user or password that is not percent-encoded";
  const username = decoded(colon < 0 ? text : text.slice(0, colon), wrong);
  const password = decoded(colon < 0 ? "" : text.slice(colon + 1), wrong);
  return { ...(username !== "" && { username }), ...(password !== "" && { password }) };
}

function decoded(text: string, otherwise: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Unreadable(otherwise);
  }
}

function refused(work: () => { ok: true; value: UrlSettings } | { ok: false; what: string }): UrlSettings {
  const result = work();
  if (!result.ok) throw new Unreadable(result.what);
  return result.value;
}
