import { fileURLToPath } from "node:url";
import { z } from "zod";

/** The directory of deno.json, with a separator at its end. */
export const repositoryRoot = fileURLToPath(new URL("../", import.meta.url));

/** A path inside the repository as an absolute one. */
export function repositoryPath(path: string): string {
  return repositoryRoot + path;
}

/** The exact version that deno.json pins for an npm import; throws when it pins none. */
export function pinnedVersion(name: string): string {
  const { imports } = denoJson.parse(JSON.parse(Deno.readTextFileSync(repositoryPath("deno.json"))));
  const version = imports[name]?.match(/^npm:@?[^@]+@(?<version>[^/]+)/)?.groups?.version;
  if (version === undefined) throw new Error(`deno.json pins no version of ${name}`);
  return version;
}

const denoJson = z.object({ imports: z.record(z.string(), z.string()) });
