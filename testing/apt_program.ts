import { delimiter, join } from "node:path";

/**
 * Installs a Debian package, where we are root on a Debian, and returns what `find` then finds; null elsewhere.
 * Only one process does so at a time, and the ones that waited find what the first has installed.
 */
export async function installWithApt(
  packageName: string,
  find: () => string | null,
  onProgress: (line: string) => void,
): Promise<string | null> {
  if (Deno.uid() !== 0 || !exists("/usr/bin/apt-get")) return null;
  using lock = await Deno.open("/var/lock/perpetuo-apt", { create: true, write: true });
  await lock.lock(true);
  const installed = find();
  if (installed !== null) return installed;
  onProgress(`Installing ${packageName} with apt-get`);
  // Debian starts the services that it installs, unless a policy forbids it.
  const policy = exists("/usr/sbin/policy-rc.d") ? null : "/usr/sbin/policy-rc.d";
  if (policy !== null) await Deno.writeTextFile(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    await apt("update");
    await apt("install", "-y", "--no-install-recommends", packageName);
  } finally {
    if (policy !== null) await Deno.remove(policy);
  }
  return find();
}

/** The first of these programs on PATH; null when none is there. */
export function findOnPath(...names: string[]): string | null {
  for (const directory of (Deno.env.get("PATH") ?? "").split(delimiter)) {
    for (const name of names) {
      if (exists(join(directory, name))) return join(directory, name);
    }
  }
  return null;
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

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
