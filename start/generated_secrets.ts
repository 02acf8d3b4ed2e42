import { Buffer } from "node:buffer";
import { z } from "zod";
import { StartFault } from "./start_fault.ts";

const secretsFile = z.strictObject({
  masterKeys: z.string().min(1),
  authSecret: z.string().min(32),
  internalSecret: z.string().min(32),
});

/** What the deployables need to agree on and what nobody has to choose. */
export type GeneratedSecrets = z.infer<typeof secretsFile>;

/**
 * Reads the data directory's secrets, or makes them once (mode 0600, moved into place whole).
 * Throws StartFault when the file is there but not what was written: making new ones would lock the stored keys away.
 */
export async function generatedSecrets(directory: string): Promise<GeneratedSecrets> {
  const path = `${directory}/secrets.json`;
  const present = await readOrNull(path);
  if (present !== null) return parse(path, present);
  const made: GeneratedSecrets = { masterKeys: `k1:${random()}`, authSecret: random(), internalSecret: random() };
  await Deno.writeTextFile(`${path}.new`, JSON.stringify(made, null, 2) + "\n", { mode: 0o600 });
  await Deno.rename(`${path}.new`, path);
  return made;
}

function random(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64");
}

async function readOrNull(path: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

function parse(path: string, text: string): GeneratedSecrets {
  const parsed = secretsFile.safeParse(jsonOrNull(text));
  if (parsed.success) return parsed.data;
  throw new StartFault(
    `${path} is damaged. Restore it from a backup: it holds the master key of every provider key stored here. ` +
      "To give those up, delete the whole data directory.",
  );
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
