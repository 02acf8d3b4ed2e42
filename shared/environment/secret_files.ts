import { readFileSync } from "node:fs";

/** What the environment says, with what its files say in the place of their names. */
export interface OpenedEnvironment {
  environment: Record<string, string | undefined>;
  /** A sentence for each file that could not be taken; no sentence has anything of a file. */
  problems: string[];
}

/**
 * Takes a setting from a file where `<name>_FILE` names one, as container engines hand secrets over: for the secret
 * settings alone. White space around a file's text is left out. A setting that is given both ways is a problem, and so
 * is a file that is missing, empty or larger than 64 KiB.
 */
export function openSecretFiles(
  environment: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string = (path) => readFileSync(path, "utf8"),
): OpenedEnvironment {
  const opened: OpenedEnvironment = { environment: { ...environment }, problems: [] };
  for (const [variable, path] of Object.entries(environment)) {
    const name = variable.endsWith("_FILE") ? variable.slice(0, -"_FILE".length) : "";
    if (!isSecret(name) || path === undefined || path.trim() === "") continue;
    if (environment[name]?.trim()) {
      opened.problems.push(`${variable} and ${name} are both set: only one of them can be meant.`);
      continue;
    }
    const text = readSecret(() => readFile(path.trim()));
    if (text === null) opened.problems.push(`${variable} names a file that cannot be read, is empty or is too large.`);
    else {
      opened.environment[name] = text;
      // Taken: whoever reads this once more must not find it given both ways.
      delete opened.environment[variable];
    }
  }
  return opened;
}

const BYTES_MAX = 65_536;

function readSecret(read: () => string): string | null {
  try {
    const text = read().trim();
    return text === "" || text.length > BYTES_MAX ? null : text;
  } catch {
    return null;
  }
}

/** Providers' keys are known by the end of their names. */
function isSecret(name: string): boolean {
  return SECRETS.has(name) || /^[A-Z][A-Z0-9_]*_API_KEY$/.test(name);
}

const SECRETS: ReadonlySet<string> = new Set([
  "DATABASE_URL",
  "DATABASE_DIRECT_URL",
  "REDIS_URL",
  "REDIS_CACHE_URL",
  "PERPETUO_MASTER_KEYS",
  "AUTH_SECRET",
  "INTERNAL_SECRET",
  "SMTP_URL",
  "PERPETUO_ADMIN_PASSWORD",
  "PERPETUO_ADMIN_TOKEN",
  "PERPETUO_API_KEY",
]);
