import { Badge } from "../components/Badge.tsx";
import { TableFrame } from "../components/TableFrame.tsx";
import ConfirmDialog from "../islands/ConfirmDialog.tsx";
import Time from "../islands/Time.tsx";
import type { SessionRow } from "./read_account.ts";
import { userAgentText } from "./user_agent_text.ts";

/** Where the reader is signed in. */
export function SessionTable(
  { rows, onRevoke }: { rows: readonly SessionRow[]; onRevoke: (row: SessionRow) => void },
) {
  return (
    <TableFrame label="Sessions">
      <table class="table">
        <thead>
          <tr>
            {["Browser", "Address", "Signed in", "Last seen"].map((title) => <th key={title} scope="col">{title}</th>)}
            <th scope="col">
              <span class="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td title={row.userAgent ?? undefined}>{userAgentText(row.userAgent)}</td>
              <td>{row.address ?? "Unknown"}</td>
              <td>
                <Time at={row.createdAt} />
              </td>
              <td>
                <Time at={row.lastSeenAt} />
              </td>
              <td class="text-right">
                {row.current ? <Badge tone="primary">This one</Badge> : (
                  <ConfirmDialog
                    trigger="Sign out"
                    title="End this session?"
                    confirm="End it"
                    onConfirm={() => onRevoke(row)}
                  >
                    {userAgentText(row.userAgent)} at {row.address ?? "an unknown address"} must sign in again.
                  </ConfirmDialog>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
