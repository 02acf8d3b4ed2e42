import { Badge } from "../components/Badge.tsx";
import { ConfirmByName } from "../components/ConfirmByName.tsx";
import { DialogTrigger } from "../components/Dialog.tsx";
import { TableFrame } from "../components/TableFrame.tsx";
import type { SendOutcome } from "../forms/use_send.ts";
import { browserClock } from "../browser/dependencies.ts";
import Time from "../islands/Time.tsx";
import { RotateTokenDialog } from "./RotateTokenDialog.tsx";
import { scopesText, type TokenRow, type TokenState, tokenState } from "./token_row.ts";

interface TokenTableProps<Row extends TokenRow> {
  label: string;
  rows: readonly Row[];
  /** Gives a token a new secret. */
  rotate: (row: Row, graceHours: number) => Promise<SendOutcome<{ row: Row; secret: string }>>;
  onRotated: (rotated: { row: Row; secret: string }) => void;
  onRevoke: (row: Row) => void;
}

/** Tokens with what they may and how long, and what ends them. */
export function TokenTable<Row extends TokenRow>({ label, rows, ...actions }: TokenTableProps<Row>) {
  return (
    <TableFrame label={label}>
      <table class="table">
        <thead>
          <tr>
            {["Name", "Token", "May", "Ends", "Last used", "State"].map((title) => (
              <th key={title} scope="col">{title}</th>
            ))}
            <th scope="col">
              <span class="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>{rows.map((row) => <TokenLine key={row.id} row={row} {...actions} />)}</tbody>
      </table>
    </TableFrame>
  );
}

type TokenLineProps<Row extends TokenRow> = Omit<TokenTableProps<Row>, "label" | "rows"> & { row: Row };

function TokenLine<Row extends TokenRow>({ row, rotate, onRotated, onRevoke }: TokenLineProps<Row>) {
  const state = tokenState(row, browserClock.now());
  const { tone, word } = STATES[state];
  return (
    <tr>
      <td>{row.name}</td>
      <td>
        <code class="text-xs">ppt_{row.tokenId}_…</code>
      </td>
      <td class="max-w-56" title={row.scopes.join("\n")}>{scopesText(row.scopes)}</td>
      <td>{row.expiresAt === null ? "Never" : <Time at={row.expiresAt} format="day" />}</td>
      <td>{row.lastUsedAt === null ? "Never" : <Time at={row.lastUsedAt} />}</td>
      <td>
        <Badge tone={tone}>{word}</Badge>
        {state === "active" && row.previousSecretUntil !== null && (
          <p class="text-xs text-muted">
            Old secret until <Time at={row.previousSecretUntil} />
          </p>
        )}
      </td>
      <td>
        {state !== "revoked" && (
          <div class="flex justify-end gap-2">
            <DialogTrigger dialog={`rotate-${row.tokenId}`} size="small" label={`Rotate ${row.name}`}>
              Rotate
            </DialogTrigger>
            <RotateTokenDialog
              id={`rotate-${row.tokenId}`}
              name={row.name}
              rotate={(graceHours) => rotate(row, graceHours)}
              onDone={onRotated}
            />
            <ConfirmByName
              id={`revoke-${row.tokenId}`}
              trigger="Revoke"
              title={`Revoke the token “${row.name}”?`}
              name={row.name}
              confirm="Revoke the token"
              fields={{}}
              onConfirm={() => onRevoke(row)}
            >
              What uses it is refused from its next request on, and it cannot be brought back.
            </ConfirmByName>
          </div>
        )}
      </td>
    </tr>
  );
}

const STATES: Readonly<Record<TokenState, { tone: "success" | "warning" | "neutral"; word: string }>> = {
  active: { tone: "success", word: "Active" },
  expired: { tone: "warning", word: "Expired" },
  revoked: { tone: "neutral", word: "Revoked" },
};
