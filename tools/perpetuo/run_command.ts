import { applyDocument, diffDocument } from "./apply_document.ts";
import { type CommandLine, type ConfigVersion, HELP, readCommandLine } from "./command_line.ts";
import { connect, type ControlPlaneApi } from "./control_plane_api.ts";
import { listRevisions } from "./list_revisions.ts";
import { CHANGE, type Change, printable, printChanges } from "./print_changes.ts";
import { publishDraft, rollBack } from "./publish_draft.ts";
import { CommandError, type ExitCode, type Terminal } from "./terminal.ts";

/** What every command is given. */
export interface Invocation {
  line: CommandLine;
  terminal: Terminal;
  api: ControlPlaneApi;
  /** The tenant's global id. */
  tenantId: string;
}

/** Runs a command line and gives the exit code; what is wrong is told in sentences. */
export async function runCommand(args: string[], terminal: Terminal): Promise<ExitCode> {
  try {
    const line = readCommandLine(args);
    if (line === null) {
      terminal.print(HELP);
      return 0;
    }
    const api = connect(terminal);
    return await COMMAND_BODIES[line.command]({ line, terminal, api, tenantId: await findTenant(api, line.tenant) });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    for (const problem of error.message.split("\n")) terminal.warn(printable(problem));
    return 1;
  }
}

const COMMAND_BODIES: Record<CommandLine["command"], (invocation: Invocation) => Promise<ExitCode>> = {
  export: exportDraft,
  diff: ({ line, ...rest }) => line.file === null ? diffVersions({ line, ...rest }) : diffDocument({ line, ...rest }),
  apply: applyDocument,
  publish: publishDraft,
  rollback: rollBack,
  revisions: listRevisions,
};

async function findTenant(api: ControlPlaneApi, slug: string): Promise<string> {
  const { tenant } = await api.query<{ tenant: { id: string } }>(
    "query ($slug: String!) { tenant(slug: $slug) { id } }",
    { slug },
  );
  return tenant.id;
}

async function exportDraft({ line, terminal, api, tenantId }: Invocation): Promise<ExitCode> {
  const version: ConfigVersion = line.from ?? "DRAFT";
  const { exportConfig } = await api.query<{ exportConfig: string }>(
    `query ($tenantId: ID!, $version: ConfigVersion!, $format: ConfigDocumentFormat!) {
      exportConfig(tenantId: $tenantId, version: $version, format: $format)
    }`,
    { tenantId, version, format: line.json ? "JSON" : line.format.toUpperCase() },
  );
  terminal.print(exportConfig.replace(/\n$/, ""));
  return 0;
}

async function diffVersions({ line, terminal, api, tenantId }: Invocation): Promise<ExitCode> {
  const { configDiff: changes } = await api.query<{ configDiff: Change[] }>(
    `query ($tenantId: ID!, $from: ConfigVersion!, $to: ConfigVersion!) {
      configDiff(tenantId: $tenantId, from: $from, to: $to) { ${CHANGE} }
    }`,
    { tenantId, from: line.from ?? "CURRENT", to: line.to ?? "DRAFT" },
  );
  if (line.json) terminal.print(JSON.stringify({ changes }, null, 2));
  else printChanges(terminal, changes, { none: "Nothing differs." });
  return changes.length === 0 ? 0 : 2;
}
