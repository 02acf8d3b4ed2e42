import type { ConnectionOptions } from "node:tls";
import { z } from "zod";
import type { RedisAccess } from "./redis_url.ts";

/** What a Redis URL says after its question mark. */
export interface UrlSettings {
  /** Undefined: no TLS. */
  tls: ConnectionOptions | undefined;
  /** How to sign in at sentinels, which have users and passwords of their own. */
  sentinel: RedisAccess;
}

const path = z.string().min(1, "is empty").max(4_096, "is too long");
const secret = z.string().min(1, "is empty");

const tlsSettings = {
  /** A file of the certificates (PEM) that are trusted; default those of the system. */
  ca: path.optional(),
  /** Files of the certificate and the key (PEM) that this client shows. */
  cert: path.optional(),
  key: path.optional(),
  /** The name that is looked for in the server's certificate; default the host's. */
  servername: z.string().regex(/^[A-Za-z0-9._-]{1,253}$/, "is no host name").optional(),
};

const sentinelSettings = {
  sentinel_username: secret.optional(),
  sentinel_password: secret.optional(),
  /** `off` where the servers speak TLS and the sentinels do not. */
  sentinel_tls: z.enum(["on", "off"], "must be on or off").optional(),
};

const settingsOf = {
  single: z.strictObject(tlsSettings),
  cluster: z.strictObject(tlsSettings),
  sentinel: z.strictObject({ ...tlsSettings, ...sentinelSettings }),
};

type Settings = z.infer<typeof settingsOf.sentinel>;

/**
 * Reads the settings of a Redis URL: `ca`, `cert`, `key` (files) and `servername` with TLS; of sentinels also
 * `sentinel_username`, `sentinel_password`, `sentinel_tls`. `what` says what is wrong, and names no value.
 */
export function readUrlSettings(
  query: string,
  { form, encrypted, readFile }: {
    form: "single" | "cluster" | "sentinel";
    encrypted: boolean;
    readFile: (path: string) => string;
  },
): { ok: true; value: UrlSettings } | { ok: false; what: string } {
  const parsed = settingsOf[form].safeParse(Object.fromEntries(new URLSearchParams(query)));
  if (!parsed.success) return { ok: false, what: problemOf(parsed.error.issues[0]!, form) };
  const settings: Settings = parsed.data;
  const useless = (["ca", "cert", "key", "servername"] as const).find((name) => settings[name] !== undefined);
  if (!encrypted && useless !== undefined) return { ok: false, what: `has the setting ${useless} without TLS` };
  if ((settings.cert === undefined) !== (settings.key === undefined)) {
    return { ok: false, what: "has one of the settings cert and key without the other" };
  }
  const tls: ConnectionOptions | undefined = encrypted ? {} : undefined;
  for (const name of ["ca", "cert", "key"] as const) {
    const file = settings[name];
    if (tls === undefined || file === undefined) continue;
    try {
      tls[name] = readFile(file);
    } catch {
      return { ok: false, what: `has a setting ${name} that names a file that cannot be read` };
    }
  }
  if (tls !== undefined && settings.servername !== undefined) tls.servername = settings.servername;
  return { ok: true, value: { tls, sentinel: sentinelAccess(settings, tls) } };
}

function sentinelAccess(settings: Settings, tls: ConnectionOptions | undefined): RedisAccess {
  const { sentinel_username: username, sentinel_password: password, sentinel_tls: encrypted = "on" } = settings;
  return {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(tls !== undefined && encrypted === "on" && { tls }),
  };
}

function problemOf(issue: z.core.$ZodIssue, form: string): string {
  if (issue.code !== "unrecognized_keys") return `has a setting ${issue.path.join(".")} that ${issue.message}`;
  const known = Object.keys(settingsOf[form as keyof typeof settingsOf].shape).join(", ");
  return `has a setting that is none of ${known}`;
}
