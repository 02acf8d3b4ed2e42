import { findOnPath, installWithApt } from "./apt_program.ts";

/**
 * Returns a redis-server (or valkey-server) of this machine.
 * TEST_REDIS_SERVER names one, else PATH is searched, else it is installed where we are root on a Debian.
 * Throws when there is none, and names the ways to have one.
 */
export async function findOrInstallRedis(onProgress: (line: string) => void = () => {}): Promise<string> {
  return Deno.env.get("TEST_REDIS_SERVER") ?? find() ?? await installWithApt("redis-server", find, onProgress) ??
    fail();
}

function find(): string | null {
  return findOnPath("redis-server", "valkey-server");
}

function fail(): never {
  throw new Error(
    "Tests need a Redis 7 or newer: start a Docker engine, put redis-server or valkey-server on PATH, " +
      "or set TEST_REDIS_URL.",
  );
}
