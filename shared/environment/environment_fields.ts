import { isAbsolute, normalize } from "node:path";
import { z } from "zod";
import { readRedisUrl } from "../transport/redis/redis_url.ts";

/** A TCP port, 0 (any free one) to 65,535. */
export function port(fallback: number) {
  return z.string().regex(/^\d{1,5}$/, portMessage).transform(Number)
    .refine((number) => number <= 65_535, portMessage).default(fallback);
}

/** An http or https URL, without its trailing slashes. */
export function httpUrl() {
  return url(/^https?$/, "expected a URL such as https://example.com").transform((text) => text.replace(/\/+$/, ""));
}

/** A Redis URL, in one of the forms that `readRedisUrl` reads. The problem names nothing of it: it may hold a password. */
export function redisUrl() {
  return z.string().superRefine((text, context) => {
    const read = readRedisUrl(text);
    if (read.ok) return;
    const message =
      `${read.what}: expected a URL such as redis://localhost:6379, redis+cluster://host:6379,host:6379 or ` +
      "redis+sentinel://host:26379,host:26379/master";
    context.addIssue({ code: "custom", message });
  });
}

/** A Postgres URL. */
export function postgresUrl() {
  return url(/^postgres(ql)?$/, "expected a URL such as postgres://user:password@localhost:5432/perpetuo");
}

/** A whole number within bounds, both included; underscores may group its digits. */
export function wholeNumber(bounds: { min: number; max: number; fallback: number }) {
  const message = `expected a whole number from ${bounds.min} to ${bounds.max}`;
  return z.string().regex(/^\d[\d_]{0,17}$/, message).transform((text) => Number(text.replaceAll("_", "")))
    .refine((number) => number >= bounds.min && number <= bounds.max, message).default(bounds.fallback);
}

/** Yes or no: `true`, `1`, `yes`, `on` or `false`, `0`, `no`, `off`, in any case. */
export function flag(fallback: boolean) {
  return z.string().toLowerCase().pipe(z.enum([...yes, ...no], "expected true or false"))
    .transform((word) => yes.some((other) => other === word)).default(fallback);
}

/** Entries separated by commas; blank ones are left out. */
export function list() {
  return z.string().transform((text) => text.split(",").map((entry) => entry.trim()).filter((entry) => entry !== ""))
    .default([]);
}

/** A shared secret of at least 32 characters. */
export function sharedSecret() {
  return z.string().min(32, "expected a secret of at least 32 characters");
}

/** The host name or address to listen at. */
export function host() {
  return z.string().regex(/^[A-Za-z0-9._:-]{1,253}$/, "expected a host name or an IP address").default("0.0.0.0");
}

/** Where everything local is kept; relative to the working directory. */
export function dataDirectory() {
  return z.string().transform((path) => isAbsolute(path) ? normalize(path) : path).default(".perpetuo");
}

const portMessage = "expected a port from 0 to 65535";
const yes = ["true", "1", "yes", "on"] as const;
const no = ["false", "0", "no", "off"] as const;

function url(protocol: RegExp, message: string) {
  return z.string().refine((text) => {
    const parsed = URL.parse(text);
    return parsed !== null && protocol.test(parsed.protocol.slice(0, -1)) && parsed.hostname !== "";
  }, message);
}
