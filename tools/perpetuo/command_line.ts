import { parseArgs } from "node:util";
import { CommandError } from "./terminal.ts";

export const HELP = `Manages a tenant's configuration from files and scripts.

Usage: deno task perpetuo COMMAND --tenant SLUG [OPTION...]

Commands
  export      prints the draft as a document; --from N: what revision N had
  diff        what differs: between the draft and -f FILE, else between --from and --to (CURRENT and DRAFT)
  apply       makes the draft what -f FILE says; --publish: and publishes it
  publish     publishes the draft
  rollback N  makes the draft what revision N was, and publishes it
  revisions   lists what was published, the newest first

Options
  --tenant SLUG     the tenant, by its name in addresses
  -f, --file FILE   the document, YAML or JSON; - reads the standard input
  --format FORMAT   export: yaml (default) or json
  --from, --to WHAT a revision's number, 0 for nothing, CURRENT or DRAFT
  --dry-run         tells what would change, and changes nothing
  --prune           what the document's sections do not name goes out of use
  --publish         apply: publishes the draft then
  --message TEXT    why it is published
  --base N          fails unless revision N is the newest one
  --force           rollback: goes on although keys are lost
  --first N         revisions: how many, 20 by default, at most 100
  --yes             asks nothing
  --json            prints JSON, for programs
  --help            shows this

Environment
  PERPETUO_URL      where the control plane is, such as http://localhost:4000
  PERPETUO_TOKEN    a personal access token or a service account's
  NO_COLOR          leaves colours out; they are left out unless a terminal shows them
  and every variable that a document takes a provider's key from (apiKeyFrom: { env: NAME })

Exit codes: 0 done, or nothing differs; 1 it failed; 2 something differs (diff, and whatever has --dry-run).`;

export const COMMANDS = ["export", "diff", "apply", "publish", "rollback", "revisions"] as const;
export type CommandName = (typeof COMMANDS)[number];

/** What a command line asks for. */
export interface CommandLine {
  command: CommandName;
  tenant: string;
  file: string | null;
  format: "yaml" | "json";
  from: ConfigVersion | null;
  to: ConfigVersion | null;
  /** Of `rollback`. */
  revision: number | null;
  dryRun: boolean;
  prune: boolean;
  publish: boolean;
  message: string | null;
  base: number | null;
  force: boolean;
  first: number;
  yes: boolean;
  json: boolean;
}

/** A state of a configuration, as the API takes it. */
export type ConfigVersion = number | "CURRENT" | "DRAFT";

/** Reads a command line; null where only help is asked for. Throws a `CommandError` for one that makes no sense. */
export function readCommandLine(args: string[]): CommandLine | null {
  const { values, positionals } = parse(args);
  if (values.help || args.length === 0) return null;
  const [name, ...rest] = positionals;
  const command = COMMANDS.find((known) => known === name);
  if (command === undefined) throw new CommandError(`There is no command '${name ?? ""}'. See --help.`);
  if (!values.tenant) throw new CommandError("Name the tenant: --tenant SLUG.");
  const revision = command === "rollback" ? wholeNumber("the revision", rest.shift()) : null;
  if (rest.length > 0) throw new CommandError(`'${rest[0]}' is too much. See --help.`);
  if (command === "apply" && !values.file) throw new CommandError("Name the document: -f FILE, or -f - to read it.");
  if (values.file && (values.from ?? values.to) !== undefined) {
    throw new CommandError("A file is compared with the draft: leave --from and --to out.");
  }
  return {
    command,
    tenant: values.tenant,
    file: values.file ?? null,
    format: oneOf(values.format ?? "yaml"),
    from: version("--from", values.from),
    to: version("--to", values.to),
    revision,
    dryRun: values["dry-run"] ?? false,
    prune: values.prune ?? false,
    publish: values.publish ?? false,
    message: values.message ?? null,
    base: values.base === undefined ? null : wholeNumber("--base", values.base),
    force: values.force ?? false,
    first: values.first === undefined ? 20 : Math.min(wholeNumber("--first", values.first), 100),
    yes: values.yes ?? false,
    json: values.json ?? false,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        tenant: { type: "string" },
        file: { type: "string", short: "f" },
        format: { type: "string" },
        from: { type: "string" },
        to: { type: "string" },
        "dry-run": { type: "boolean" },
        prune: { type: "boolean" },
        publish: { type: "boolean" },
        message: { type: "string" },
        base: { type: "string" },
        force: { type: "boolean" },
        first: { type: "string" },
        yes: { type: "boolean" },
        json: { type: "boolean" },
        help: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new CommandError(`${error instanceof Error ? error.message : error} See --help.`);
  }
}

function oneOf(format: string): CommandLine["format"] {
  if (format === "yaml" || format === "json") return format;
  throw new CommandError("--format is yaml or json.");
}

function version(option: string, text: string | undefined): ConfigVersion | null {
  if (text === undefined) return null;
  const word = text.toUpperCase();
  if (word === "DRAFT" || word === "CURRENT") return word;
  return wholeNumber(option, text);
}

function wholeNumber(what: string, text: string | undefined): number {
  if (text !== undefined && /^\d{1,9}$/.test(text)) return Number(text);
  throw new CommandError(`${what}: expected a number${text === undefined ? "" : `, not '${text}'`}.`);
}
