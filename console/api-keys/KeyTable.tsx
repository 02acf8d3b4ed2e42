import { Badge, type BadgeTone } from "../components/Badge.tsx";
import { ConfirmByName } from "../components/ConfirmByName.tsx";
import { TableFrame } from "../components/TableFrame.tsx";
import Time from "../islands/Time.tsx";
import type { KeyRow } from "./key_list.ts";

interface KeyTableProps {
  rows: readonly KeyRow[];
  /** Without: a table to be read. */
  canWrite: boolean;
  onRevoke: (row: KeyRow) => void;
}

export function KeyTable({ rows, canWrite, onRevoke }: KeyTableProps) {
  return (
    <TableFrame label="API keys">
      <table class="table table-sm">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Key</th>
            <th scope="col">State</th>
            <th scope="col">Created</th>
            <th scope="col">By</th>
            <th scope="col">Expires</th>
            <th scope="col">Last change</th>
            {canWrite && (
              <th scope="col">
                <span class="sr-only">Actions</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => <Row key={row.id} row={row} canWrite={canWrite} onRevoke={onRevoke} />)}
        </tbody>
      </table>
    </TableFrame>
  );
}

function Row({ row, canWrite, onRevoke }: { row: KeyRow } & Omit<KeyTableProps, "rows">) {
  const { id, name, keyId, state, createdAt, createdBy, expiresAt, revokedAt, pending } = row;
  const isOver = state !== "ACTIVE";
  return (
    <tr class={isOver ? "text-muted" : ""} aria-busy={pending !== undefined}>
      <th scope="row" class="max-w-64 truncate font-medium" title={name}>{name}</th>
      <td class="whitespace-nowrap">{keyId === "" ? "…" : <code>ppk_{keyId}_…</code>}</td>
      <td>
        <Badge tone={TONES[state]}>{pending === undefined ? WORDS[state] : PENDING[pending]}</Badge>
      </td>
      <td>
        <Time at={createdAt} />
      </td>
      <td class="max-w-40 truncate" title={createdBy?.email}>{createdBy?.name ?? "–"}</td>
      <td>{expiresAt === null ? "Never" : <Time at={expiresAt} />}</td>
      <td>
        <Time at={revokedAt ?? createdAt} />
      </td>
      {canWrite && (
        <td class="text-right">
          {state === "ACTIVE" && pending === undefined && (
            <ConfirmByName
              id={`revoke-${keyId}`}
              trigger="Revoke"
              title={`Revoke the key “${name}”?`}
              name={name}
              confirm="Revoke the key"
              fields={{ action: "revoke", id }}
              onConfirm={() => onRevoke(row)}
            >
              Gateways refuse it within a second, and it cannot be taken back: applications that use it stop working.
            </ConfirmByName>
          )}
        </td>
      )}
    </tr>
  );
}

const TONES: Record<KeyRow["state"], BadgeTone> = { ACTIVE: "success", EXPIRED: "warning", REVOKED: "neutral" };
const WORDS: Record<KeyRow["state"], string> = { ACTIVE: "Active", EXPIRED: "Expired", REVOKED: "Revoked" };
const PENDING = { creating: "Creating …", revoking: "Revoking …" };
