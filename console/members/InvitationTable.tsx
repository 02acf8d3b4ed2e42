import { Badge } from "../components/Badge.tsx";
import { Button } from "../components/Button.tsx";
import { TableFrame } from "../components/TableFrame.tsx";
import ConfirmDialog from "../islands/ConfirmDialog.tsx";
import Time from "../islands/Time.tsx";
import { type Role, ROLE_TITLES } from "../session/roles.ts";
import type { InvitationRow } from "./read_members.ts";
import type { InvitationsState } from "./use_invitations.ts";

interface InvitationTableProps {
  rows: readonly InvitationRow[];
  /** Those whose invitations the reader may handle. */
  roles: readonly Role[];
  state: InvitationsState;
}

/** Who is invited and has not come yet. */
export function InvitationTable({ rows, roles, state }: InvitationTableProps) {
  return (
    <TableFrame label="Invitations">
      <table class="table">
        <thead>
          <tr>
            {["E-mail", "Role", "State", "By", "Link holds until"].map((title) => (
              <th key={title} scope="col">{title}</th>
            ))}
            <th scope="col">
              <span class="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td class="break-all">{row.email}</td>
              <td>{ROLE_TITLES[row.role]}</td>
              <td>
                <Badge tone={row.state === "OPEN" ? "primary" : "warning"}>
                  {row.state === "OPEN" ? "Open" : "Expired"}
                </Badge>
              </td>
              <td>{row.invitedBy?.name ?? row.invitedByServiceAccount?.name ?? "–"}</td>
              <td>
                <Time at={row.expiresAt} />
              </td>
              <td>
                {roles.includes(row.role) && (
                  <div class="flex justify-end gap-2">
                    <Button size="small" aria-label={`New link for ${row.email}`} onClick={() => state.resend(row)}>
                      New link
                    </Button>
                    <ConfirmDialog
                      trigger="Revoke"
                      title={`Revoke the invitation of ${row.email}?`}
                      confirm="Revoke it"
                      onConfirm={() => state.revoke(row)}
                    >
                      The link that they have is dead then.
                    </ConfirmDialog>
                  </div>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
