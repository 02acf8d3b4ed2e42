import { Badge } from "../components/Badge.tsx";
import { ConfirmByName } from "../components/ConfirmByName.tsx";
import { TableFrame } from "../components/TableFrame.tsx";
import { nameOf, type ProviderRow } from "./provider_list.ts";
import type { PresetText, ProviderKindText } from "./provider_kinds.ts";
import ConfirmDialog from "../islands/ConfirmDialog.tsx";
import { EditProviderDialog } from "./EditProviderDialog.tsx";
import { TestProviderDialog } from "./TestProviderDialog.tsx";
import type { Trouble } from "./trouble.ts";
import { ProviderKeysDialog } from "./ProviderKeysDialog.tsx";

interface ProviderTableProps {
  rows: readonly ProviderRow[];
  kinds: readonly ProviderKindText[];
  presets: readonly PresetText[];
  /** Without: a table to be read. */
  canWrite: boolean;
  /** What gateways find failing, by the provider's name. */
  trouble: ReadonlyMap<string, Trouble>;
  onArchive: (row: ProviderRow) => void;
  onRestore: (row: ProviderRow) => void;
  onSaved: (row: ProviderRow, sentence: string) => void;
}

export function ProviderTable({ rows, ...rest }: ProviderTableProps) {
  return (
    <TableFrame label="Providers">
      <table class="table table-sm">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Kind</th>
            <th scope="col">Base URL</th>
            <th scope="col">Key</th>
            <th scope="col">State</th>
            {rest.canWrite && (
              <th scope="col">
                <span class="sr-only">Actions</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>{rows.map((row) => <Row key={row.id} row={row} {...rest} />)}</tbody>
      </table>
    </TableFrame>
  );
}

function Row(
  { row, kinds, presets, canWrite, trouble, onArchive, onRestore, onSaved }:
    & { row: ProviderRow }
    & Omit<ProviderTableProps, "rows">,
) {
  const { id, archivedAt } = row;
  const name = nameOf(row);
  const kind = kinds.find((candidate) => candidate.kind === row.kind)!;
  const isInUse = archivedAt === null;
  return (
    <tr class={isInUse ? "" : "text-muted"}>
      <th scope="row" class="max-w-64 truncate font-mono font-medium" title={name}>{name}</th>
      <td class="whitespace-nowrap">{presets.find(({ preset }) => preset === row.preset)?.title ?? kind.title}</td>
      <td class="max-w-80">
        <Place row={row} />
      </td>
      <td class="whitespace-nowrap">{keyText(row)}</td>
      <td>
        <State isInUse={isInUse} trouble={isInUse ? trouble.get(row.name) : undefined} />
      </td>
      {canWrite && (
        <td>
          {!isInUse && (
            <div class="flex justify-end">
              <ConfirmDialog
                trigger="Restore"
                title={`Restore the provider “${name}”?`}
                confirm="Restore it"
                danger={false}
                onConfirm={() => onRestore(row)}
              >
                It is part of the draft again. Its keys were destroyed: give it one before you publish.
              </ConfirmDialog>
            </div>
          )}
          {isInUse && (
            <div class="flex justify-end gap-1.5">
              <TestProviderDialog row={row} />
              {kind.needs.baseUrl !== "refused" && <EditProviderDialog {...{ row, kind, presets, onSaved }} />}
              {kind.needs.apiKey !== "refused" && <ProviderKeysDialog row={row} onSaved={onSaved} />}
              <ConfirmByName
                id={`archive-${row.name}`}
                trigger="Archive"
                title={`Archive the provider “${name}”?`}
                name={name}
                confirm="Archive the provider"
                fields={{ action: "archive", id }}
                onConfirm={() => onArchive(row)}
              >
                Its keys are destroyed at once and cannot be brought back. It leaves the gateways with the next publish.
                While a route leads to it, this is refused.
              </ConfirmByName>
            </div>
          )}
        </td>
      )}
    </tr>
  );
}

/** Whether it is in use, and whether gateways have trouble with it. */
function State({ isInUse, trouble }: { isInUse: boolean; trouble: Trouble | undefined }) {
  if (trouble === undefined) {
    return <Badge tone={isInUse ? "success" : "neutral"}>{isInUse ? "In use" : "Archived"}</Badge>;
  }
  return (
    <details class="max-w-72">
      <summary class="cursor-pointer">
        <Badge tone={trouble.tone}>{trouble.title}</Badge>
      </summary>
      <ul class="mt-1 text-xs whitespace-normal">{trouble.sentences.map((one) => <li key={one}>{one}</li>)}</ul>
    </details>
  );
}

/** Where it is, and what it is told there. */
function Place({ row }: { row: ProviderRow }) {
  const { effectiveBaseUrl, baseUrl, apiVersion, deployments, headers } = row;
  if (effectiveBaseUrl === null) return <span class="text-muted">built in</span>;
  const count = deployments.length;
  const told = [
    apiVersion !== null && `version ${apiVersion}`,
    count > 0 && `${count} deployment${count === 1 ? "" : "s"}`,
    row.organization !== null && `organization ${row.organization}`,
    row.project !== null && `project ${row.project}`,
    row.region !== null && `region ${row.region}`,
    row.betas.length > 0 && row.betas.join(", "),
    headers.length > 0 && `${headers.length} further header${headers.length === 1 ? "" : "s"}`,
  ].filter(Boolean).join(", ");
  return (
    <>
      <div class="truncate" title={effectiveBaseUrl}>
        <code>{effectiveBaseUrl}</code>
        {baseUrl === null && <span class="ml-1.5 text-xs text-muted">(its own)</span>}
      </div>
      {told !== "" && <div class="text-xs text-muted">{told}</div>}
    </>
  );
}

function keyText({ kind, keys: [first, ...more] }: ProviderRow) {
  if (first === undefined) return <span class="text-muted">{kind === "MOCK" ? "needs none" : "none"}</span>;
  if (more.length > 0) return `${more.length + 1} keys`;
  return <code>{first.hint === null ? "stored" : `…${first.hint}`}</code>;
}
