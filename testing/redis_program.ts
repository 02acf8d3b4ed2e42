import { delimiter, join } from "node:path";

/**
 * Returns a redis-server (or valkey-server) of this machine.
 * TEST_REDIS_SERVER names one, else PATH is searched, else it is installed where we are root on a Debian.
 * Throws when there is none, and names the ways to have one.
 */
export async function findOrInstallRedis(onProgress: (line: string) => void = () => {}): Promise<string> {
  return Deno.env.get("TEST_REDIS_SERVER") ?? findProgram() ?? await installWithApt(onProgress) ?? fail();
}

function findProgram(): string | null {
  for (const directory of (Deno.env.get("PATH") ?? "").split(delimiter)) {
    for (const name of ["redis-server", "valkey-server"]) {
      if (exists(join(directory, name))) return join(directory, name);
    }
  }
  return null;
}

async function installWithApt(onProgress: (line: string) => void): Promise<string | null> {
  if (Deno.uid() !== 0 || !exists("/usr/bin/apt-get")) return null;
  using lock = await Deno.open("/var/lock/perpetuo-apt", { create: true, write: true });
  await lock.lock(true);
  const installed = findProgram(); // By another process, which held the lock.
  if (installed !== null) return installed;
  onProgress("Installing redis-server with apt-get");
  // Debian starts what it installs, unless a policy forbids it.
  const policy = exists("/usr/sbin/policy-rc.d") ? null : "/usr/sbin/policy-rc.d";
  if (policy !== null) await Deno.writeTextFile(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    await apt("update");
    await apt("install", "-y", "--no-install-recommends", "redis-server");
  } finally {
    if (policy !== null) await Deno.remove(policy);
  }
  return findProgram();
}

async function apt(...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("apt-get", {
    args: ["-q", ...args],
    env: { DEBIAN_FRONTEND: "noninteractive" },
    stdin: "null",
    stdout: "null",
  }).output();
  if (!success) throw new Error(`apt-get ${args[0]} failed:\n${new TextDecoder().decode(stderr).trim()}`);
}

function fail(): never {
  throw new Error(
    "Tests need a Redis 7 or newer: start a Docker engine, put redis-server or valkey-server on PATH, " +
      "or set TEST_REDIS_URL.",
  );
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
