import { z } from "zod";
import { isTestFile } from "./lint/source_kind.ts";

/** Something in a file that must not be published, or must not stay. */
export interface Blemish {
  /** From the repository's root. */
  path: string;
  /** From 1; 0 when the file as a whole is meant. */
  line: number;
  reason: string;
}

/** Looks through the given files (paths from `root`) for secrets, machine paths, registry hosts and left-overs. */
export async function findBlemishes(root: string, paths: string[]): Promise<Blemish[]> {
  const found: Blemish[] = [];
  if (!paths.includes("LICENSE")) found.push({ path: "LICENSE", line: 0, reason: "the licence is missing" });
  for (const path of paths) {
    if (/(^|\/)(\.npmrc|\.env(\.[a-z]+)?|id_(rsa|ed25519))$/.test(path)) {
      found.push({ path, line: 0, reason: "a file of this name holds settings or keys of one machine" });
    }
    const bytes = await Deno.readFile(`${root}/${path}`).catch(() => null);
    if (bytes === null || bytes.length > bytesMax || bytes.includes(0)) continue;
    found.push(...blemishesOf(path, new TextDecoder().decode(bytes)));
  }
  return found;
}

/** The blemishes of one text file. */
export function blemishesOf(path: string, text: string): Blemish[] {
  const found: Blemish[] = [];
  const isSource = /\.(tsx?|sql|sh|lua|css)$/.test(path);
  const rules = [...everywhere, ...(isSource ? inSources : []), ...(isTestFile(path) ? inTests : [])];
  for (const [index, line] of text.split("\n").entries()) {
    for (const { pattern, reason } of rules) {
      if (pattern.test(line)) found.push({ path, line: index + 1, reason });
    }
  }
  if (path === "deno.json") found.push(...foreignImports(path, text));
  return found;
}

// Larger files are recorded data, and reading them would take longer than all others together.
const bytesMax = 2 * 1024 * 1024;

// Written so that no pattern matches its own line.
const everywhere: { pattern: RegExp; reason: string }[] = [
  {
    pattern: /\b(registry|packages?|npm)\.(?!ts\b|tsx\b|js\b|json\b)[a-z0-9-]+(\.[a-z0-9-]+)*\.(org|com|net|io|dev)\b/i,
    reason: "names a package registry's host",
  },
  { pattern: /(?<![\w.~$})\]>-])\/(home|Users|root|work|workspaces?)\/[\w.-]/, reason: "holds a path of one machine" },
  { pattern: /[A-Z]:\\+Users\\+\w/, reason: "holds a path of one machine" },
  { pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/, reason: "holds a private key" },
  // A test of redaction needs keys of the right form: those that count up are plainly made up.
  {
    pattern: /\b(sk|rk)-(?![\w-]*(1234567|abcdefg))(?=[\w-]*\d)(?=[\w-]*[A-Z])[A-Za-z0-9_-]{40,}/,
    reason: "holds what looks like a provider's key",
  },
  {
    pattern: /\b(?![\w-]*(1234567|abcdefg))(AKIA[0-9A-Z]{16}|AIza[0-9A-Za-z_-]{35}|gh[pousr]_[0-9A-Za-z]{36})\b/,
    reason: "holds what looks like a provider's key",
  },
  { pattern: /^(<{7}|>{7}) /, reason: "holds a merge conflict" },
];

const inSources: { pattern: RegExp; reason: string }[] = [
  { pattern: /\b(T[O]DO|F[I]XME|X[X]X)\b/, reason: "holds a note of work left over: do it, or open an issue" },
  {
    pattern: /deno-lint-ignore[-]file|@ts[-](ignore|nocheck)/,
    reason: "silences the linter or the compiler for more than one reason",
  },
];

const inTests: { pattern: RegExp; reason: string }[] = [
  { pattern: /\b(Deno\.)?test\.(only|ignore)\(|\bignore:\s*true\b|\bonly:\s*true\b/, reason: "leaves tests out" },
];

const denoJson = z.object({ imports: z.record(z.string(), z.string()) });

function foreignImports(path: string, text: string): Blemish[] {
  return Object.entries(denoJson.parse(JSON.parse(text)).imports)
    .filter(([, target]) => !/^(npm:|\.\/)/.test(target))
    .map(([name]) => ({ path, line: 0, reason: `imports "${name}" from elsewhere than npm` }));
}
