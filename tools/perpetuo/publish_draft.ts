import { askFor } from "./apply_document.ts";
import { CHANGE, type Change, printChanges, printWarnings, WARNING, type Warning } from "./print_changes.ts";
import type { Invocation } from "./run_command.ts";
import { CommandError, type ExitCode } from "./terminal.ts";

interface DraftState {
  differs: boolean;
  changes: Change[] | null;
  issues: { path: string[]; message: string }[];
  baseRevision: { number: number } | null;
}

/** Publishes the draft: what was shown, and nothing that somebody published meanwhile is published over. */
export async function publishDraft({ line, terminal, api, tenantId }: Invocation): Promise<ExitCode> {
  const { node: { draft } } = await api.query<{ node: { draft: DraftState } }>(
    `query ($id: ID!) { node(id: $id) { ... on Tenant { draft {
      differs changes { ${CHANGE} } issues { path message } baseRevision { number }
    } } } }`,
    { id: tenantId },
  );
  if (draft.issues.length > 0) {
    throw new CommandError(draft.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("\n"));
  }
  const changes = draft.changes ?? [];
  if (!line.json) printChanges(terminal, changes, { none: "Nothing differs: there is nothing to publish." });
  if (line.dryRun) {
    if (line.json) terminal.print(JSON.stringify({ changes, changed: false, revision: draft.baseRevision }, null, 2));
    return draft.differs ? 2 : 0;
  }
  const baseRevision = line.base ?? draft.baseRevision?.number ?? 0;
  const published = await api.mutate<{ revision: { number: number; hash: string }; changed: boolean }>(
    "publishConfig",
    { tenantId, message: line.message, baseRevision },
    "revision { number hash } changed",
  );
  const { revision, changed } = published;
  if (line.json) terminal.print(JSON.stringify({ changes, changed, revision }, null, 2));
  else if (changed) terminal.print(`Published as revision ${revision.number}.`);
  return 0;
}

interface RolledBack {
  changes: Change[];
  discarded: Change[];
  warnings: Warning[];
  changed: boolean;
  revision: { number: number; hash: string } | null;
}

/** Brings a revision's content back. It shows what that changes and asks, unless told not to. */
export async function rollBack({ line, terminal, api, tenantId }: Invocation): Promise<ExitCode> {
  const send = (dryRun: boolean, baseRevision: number | null) =>
    api.mutate<RolledBack>("rollbackConfig", {
      tenantId,
      toRevision: line.revision,
      baseRevision,
      message: line.message,
      force: line.force,
      dryRun,
    }, `changes { ${CHANGE} } discarded { ${CHANGE} } warnings { ${WARNING} } changed revision { number hash }`);
  const show = ({ changes, discarded, warnings }: RolledBack) => {
    printChanges(terminal, changes, { none: `What is published is as revision ${line.revision} was.` });
    if (discarded.length > 0) {
      terminal.print("Lost, since it was never published:");
      printChanges(terminal, discarded, { none: "" });
    }
    printWarnings(terminal, warnings);
  };
  const planned = await send(true, line.base);
  const inJson = ({ changes, discarded, warnings, changed, revision }: RolledBack) =>
    terminal.print(JSON.stringify({ changes, discarded, warnings, changed, revision }, null, 2));
  if (!line.json) show(planned);
  if (line.dryRun) {
    if (line.json) inJson(planned);
    return planned.changes.length === 0 ? 0 : 2;
  }
  if (!line.yes) askFor(terminal, `Roll back to revision ${line.revision}?`);
  const done = await send(false, planned.revision?.number ?? null);
  if (line.json) inJson(done);
  else if (done.changed) terminal.print(`Published as revision ${done.revision?.number}.`);
  return 0;
}
