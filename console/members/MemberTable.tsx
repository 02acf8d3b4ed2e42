import { ConfirmByName } from "../components/ConfirmByName.tsx";
import { TableFrame } from "../components/TableFrame.tsx";
import ConfirmDialog from "../islands/ConfirmDialog.tsx";
import Time from "../islands/Time.tsx";
import { managedRoles, ROLE_TITLES } from "../session/roles.ts";
import { RoleSelect } from "./RoleSelect.tsx";
import type { MemberRow } from "./read_members.ts";
import type { MembersState } from "./use_members.ts";

interface MemberTableProps {
  tenant: { id: string; name: string };
  rows: readonly MemberRow[];
  viewer: { email: string; role: string };
  state: MembersState;
}

/** Who is in a tenant, as what, and what the reader may do about it. */
export function MemberTable({ tenant, rows, viewer, state }: MemberTableProps) {
  return (
    <TableFrame label="Members">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">E-mail</th>
            <th scope="col">Role</th>
            <th scope="col">Since</th>
            <th scope="col">
              <span class="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => <MemberLine key={row.id} {...{ tenant, row, viewer, state }} />)}
        </tbody>
      </table>
    </TableFrame>
  );
}

function MemberLine({ tenant, row, viewer, state }: Omit<MemberTableProps, "rows"> & { row: MemberRow }) {
  const { name, email } = row.person;
  const isSelf = email === viewer.email;
  const roles = managedRoles(viewer.role);
  const mayManage = roles.includes(row.role);
  return (
    <tr>
      <td>
        {name}
        {isSelf && <span class="ml-1.5 text-xs text-muted">you</span>}
      </td>
      <td class="break-all">{email}</td>
      <td>
        {mayManage
          ? (
            <RoleSelect
              label={`Role of ${name}`}
              roles={roles}
              role={row.role}
              onChange={(role) => state.changeRole(row, role)}
            />
          )
          : ROLE_TITLES[row.role]}
      </td>
      <td>
        <Time at={row.createdAt} format="day" />
      </td>
      <td>
        <div class="flex justify-end gap-2">
          {viewer.role === "OWNER" && !isSelf && (
            <ConfirmByName
              id={`transfer-${row.id}`}
              trigger="Hand over"
              title={`Hand “${tenant.name}” over to ${name}?`}
              name={email}
              confirm="Hand it over"
              fields={{}}
              onConfirm={() => state.transfer(row)}
            >
              They become an owner, and you an administrator. Only they can give it back.
            </ConfirmByName>
          )}
          {isSelf
            ? (
              <ConfirmDialog
                trigger="Leave"
                title={`Leave “${tenant.name}”?`}
                confirm="Leave"
                onConfirm={() => state.leave(tenant.id)}
              >
                You see nothing of it from then on. To come back takes an invitation.
              </ConfirmDialog>
            )
            : mayManage && (
              <ConfirmByName
                id={`remove-${row.id}`}
                trigger="Remove"
                title={`Remove ${name} from “${tenant.name}”?`}
                name={email}
                confirm="Remove the member"
                fields={{}}
                onConfirm={() => state.remove(row)}
              >
                Their sessions and tokens see nothing of this team any more. API keys that they made stay: they are the
                project's.
              </ConfirmByName>
            )}
        </div>
      </td>
    </tr>
  );
}
