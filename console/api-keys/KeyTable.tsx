import { Badge, type BadgeTone } from "../components/Badge.tsx";
import { ConfirmByName } from "../components/ConfirmByName.tsx";
import { TableFrame } from "../components/TableFrame.tsx";
import Time from "../islands/Time.tsx";
import { limitWords } from "../limits/limit_words.ts";
import { objectPath } from "../session/object_path.ts";
import type { KeyRow } from "./key_list.ts";

interface KeyTableProps {
  rows: readonly KeyRow[];
  /** Of the page itself. */
  path: string;
  /** Without: a table to be read. */
  canWrite: boolean;
  onRevoke: (row: KeyRow) => void;
}

export function KeyTable({ rows, ...rest }: KeyTableProps) {
  return (
    <TableFrame label="API keys">
      <table class="table table-sm">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Key</th>
            <th scope="col">State</th>
            <th scope="col">Last used</th>
            <th scope="col">Limits</th>
            <th scope="col">Expires</th>
            <th scope="col">Created</th>
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

function Row({ row, path, canWrite, onRevoke }: { row: KeyRow } & Omit<KeyTableProps, "rows">) {
  const { id, name, keyId, state, createdAt, createdBy, createdByServiceAccount, expiresAt, lastUsedAt, tags } = row;
  const isOver = state !== "ACTIVE";
  return (
    <tr class={isOver ? "text-muted" : ""} aria-busy={row.pending !== undefined}>
      <th scope="row" class="max-w-64 font-medium" title={row.description ?? name}>
        {keyId === "" ? name : <a href={objectPath(path, id)} class="link link-hover block truncate">{name}</a>}
        {tags.length > 0 && (
          <span class="block truncate text-xs font-normal text-muted">
            {tags.map((tag) => `${tag.name}=${tag.value}`).join(" ")}
          </span>
        )}
      </th>
      <td class="whitespace-nowrap">{keyId === "" ? "…" : <code>ppk_{keyId}_…</code>}</td>
      <td>
        <Badge tone={TONES[state]}>{row.pending === undefined ? WORDS[state] : PENDING[row.pending]}</Badge>
        {row.previousSecretUntil !== null && !isOver && (
          <span class="block text-xs text-muted" title="The secret before the last rotation holds too">rotating</span>
        )}
      </td>
      <td>{lastUsedAt === null ? <span class="text-muted">Never</span> : <Time at={lastUsedAt} />}</td>
      <td class="max-w-56 text-xs">{row.limits.map(limitWords).join(" · ") || <span class="text-muted">none</span>}</td>
      <td>{expiresAt === null ? "Never" : <Time at={expiresAt} />}</td>
      <td>
        <Time at={createdAt} format="day" />
        <span class="block max-w-32 truncate text-xs text-muted" title={createdBy?.email}>
          {createdBy?.name ?? createdByServiceAccount?.name ?? ""}
        </span>
      </td>
      {canWrite && (
        <td class="text-right">
          {state === "ACTIVE" && row.pending === undefined && (
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
