import { findOnPath } from "../../../testing/apt_program.ts";

/** Programs of this machine by what they are for; null: not there. */
export interface Programs {
  compiler: string;
  wrk: string;
  nginx: string | null;
  node: string | null;
  npm: string | null;
}

/** Looks for them on the path. Throws with the names of the Debian packages where one is missing without which nothing can be measured. */
export function findPrograms(): Programs {
  const compiler = findOnPath("cc", "gcc", "clang");
  const wrk = findOnPath("wrk");
  const missing = [compiler === null && "gcc libc6-dev", wrk === null && "wrk"].filter(Boolean);
  if (compiler === null || wrk === null) {
    throw new Error(`The benchmark needs a C compiler and wrk. On Debian: apt-get install ${missing.join(" ")}`);
  }
  // Debian keeps servers where only root looks.
  const nginx = findOnPath("nginx") ?? existing("/usr/sbin/nginx");
  return { compiler, wrk, nginx, node: findOnPath("node"), npm: findOnPath("npm") };
}

function existing(path: string): string | null {
  try {
    Deno.statSync(path);
    return path;
  } catch {
    return null;
  }
}
