import { parse } from "yaml";
import { keyVariables } from "../../shared/configuration/config_document.ts";
import { CHANGE, type Change, printChanges, printWarnings, WARNING, type Warning } from "./print_changes.ts";
import type { Invocation } from "./run_command.ts";
import { CommandError, type ExitCode, type Terminal } from "./terminal.ts";

interface Applied {
  changes: Change[];
  warnings: Warning[];
  changed: boolean;
  published: boolean;
  revision: { number: number; hash: string } | null;
}

const APPLIED = `changes { ${CHANGE} } warnings { ${WARNING} } changed published revision { number hash }`;

/** What a document would change of the draft: exit code 2 where that is anything. */
export async function diffDocument(invocation: Invocation): Promise<ExitCode> {
  const planned = await send(invocation, { dryRun: true });
  show(invocation, planned);
  return planned.changes.length === 0 ? 0 : 2;
}

/** Makes the draft what a document says. Before anything goes out of use it asks, unless told not to. */
export async function applyDocument(invocation: Invocation): Promise<ExitCode> {
  const { line, terminal } = invocation;
  if (line.dryRun) return await diffDocument(invocation);
  const text = await terminal.read(line.file!).catch(unreadable(line.file!));
  const repeatable = { ...invocation, terminal: { ...terminal, read: () => Promise.resolve(text) } };
  if (line.prune && !line.yes) {
    const planned = await send(repeatable, { dryRun: true });
    const gone = planned.changes.filter(({ kind, aspect }) => kind === "REMOVED" && aspect === "OBJECT");
    if (gone.length > 0) {
      show(invocation, planned);
      askFor(terminal, `${gone.length} of these go out of use. Go on?`);
    }
  }
  const applied = await send(repeatable, { dryRun: false });
  show(invocation, applied);
  if (!line.json && applied.published) terminal.print(`Published as revision ${applied.revision?.number}.`);
  return 0;
}

/** Ends the command unless somebody says yes. */
export function askFor(terminal: Terminal, question: string): void {
  const answer = terminal.confirm(question);
  if (answer === null) throw new CommandError("Nobody is there to be asked. Say --yes to go on.");
  if (!answer) throw new CommandError("Nothing was changed.");
}

async function send({ line, terminal, api, tenantId }: Invocation, { dryRun }: { dryRun: boolean }): Promise<Applied> {
  const document = await terminal.read(line.file!).catch(unreadable(line.file!));
  return await api.mutate<Applied>("applyConfig", {
    tenantId,
    document,
    secrets: readSecrets(terminal, document),
    dryRun,
    prune: line.prune,
    publish: line.publish,
    baseRevision: line.base,
    message: line.message,
  }, APPLIED);
}

/** The values of the variables that the document names, of those that are set. They go to the control plane alone. */
function readSecrets(terminal: Terminal, document: string): { name: string; value: string }[] {
  let value: unknown;
  try {
    value = parse(document, { maxAliasCount: 100, logLevel: "silent" });
  } catch {
    // The control plane tells what is wrong with it, as of every other problem.
    return [];
  }
  return keyVariables(value).flatMap((name) => {
    const secret = terminal.variable(name);
    return secret ? [{ name, value: secret }] : [];
  });
}

function show({ line, terminal }: Invocation, applied: Applied): void {
  if (line.json) {
    const { changes, warnings, changed, published, revision } = applied;
    terminal.print(JSON.stringify({ changes, warnings, changed, published, revision }, null, 2));
    return;
  }
  printChanges(terminal, applied.changes, { none: "The draft is as the document says." });
  printWarnings(terminal, applied.warnings);
}

function unreadable(path: string): (error: unknown) => never {
  return (error) => {
    throw new CommandError(`${path} cannot be read: ${error instanceof Error ? error.message : error}`);
  };
}
