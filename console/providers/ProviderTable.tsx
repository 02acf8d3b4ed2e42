import { Badge } from "../components/Badge.tsx";
import { ConfirmByName } from "../components/ConfirmByName.tsx";
import { TableFrame } from "../components/TableFrame.tsx";
import { nameOf, type ProviderRow } from "./provider_list.ts";
import type { ProviderKindText } from "./provider_kinds.ts";
import { RotateKeyDialog } from "./RotateKeyDialog.tsx";

interface ProviderTableProps {
  rows: readonly ProviderRow[];
  kinds: readonly ProviderKindText[];
  /** Without: a table to be read. */
  canWrite: boolean;
  onArchive: (row: ProviderRow) => void;
  onRotated: (row: ProviderRow) => void;
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

function Row({ row, kinds, canWrite, onArchive, onRotated }: { row: ProviderRow } & Omit<ProviderTableProps, "rows">) {
  const { id, kind, effectiveBaseUrl, baseUrl, apiKeySet, apiKeyHint, archivedAt } = row;
  const name = nameOf(row);
  const text = kinds.find((candidate) => candidate.kind === kind)!;
  const isInUse = archivedAt === null;
  return (
    <tr class={isInUse ? "" : "text-muted"}>
      <th scope="row" class="max-w-64 truncate font-mono font-medium" title={name}>{name}</th>
      <td class="whitespace-nowrap">{text.title}</td>
      <td class="max-w-80 truncate" title={effectiveBaseUrl ?? undefined}>
        {effectiveBaseUrl === null ? <span class="text-muted">built in</span> : <code>{effectiveBaseUrl}</code>}
        {effectiveBaseUrl !== null && baseUrl === null && <span class="ml-1.5 text-xs text-muted">(its own)</span>}
      </td>
      <td class="whitespace-nowrap">{keyText(row, { apiKeySet, apiKeyHint })}</td>
      <td>
        <Badge tone={isInUse ? "success" : "neutral"}>{isInUse ? "In use" : "Archived"}</Badge>
      </td>
      {canWrite && (
        <td>
          {isInUse && (
            <div class="flex justify-end gap-1.5">
              {text.apiKey !== "refused" && <RotateKeyDialog row={row} onRotated={onRotated} />}
              <ConfirmByName
                id={`archive-${row.name}`}
                trigger="Archive"
                title={`Archive the provider “${name}”?`}
                name={name}
                confirm="Archive the provider"
                fields={{ action: "archive", id }}
                onConfirm={() => onArchive(row)}
              >
                Its key is destroyed at once and cannot be brought back. It leaves the gateways with the next publish.
                While a route leads to it, this is refused.
              </ConfirmByName>
            </div>
          )}
        </td>
      )}
    </tr>
  );
}

function keyText({ kind }: ProviderRow, { apiKeySet, apiKeyHint }: Pick<ProviderRow, "apiKeySet" | "apiKeyHint">) {
  if (!apiKeySet) return <span class="text-muted">{kind === "MOCK" ? "needs none" : "none"}</span>;
  return <code>{apiKeyHint === null ? "stored" : `…${apiKeyHint}`}</code>;
}
