import { toast } from "../browser/toasts.ts";
import { browserDependencies } from "../graphql/dependencies.ts";
import {
  changeMemberRoleMutation,
  leaveTenantMutation,
  removeMemberMutation,
  transferOwnershipMutation,
} from "../graphql/documents/members.ts";
import { runMutation } from "../graphql/run_mutation.ts";
import type { Rows } from "../lists/rows.ts";
import { type RowsState, useRows } from "../lists/use_rows.ts";
import { type Role, ROLE_TITLES } from "../session/roles.ts";
import { type MemberRow, readMembers } from "./read_members.ts";

export interface MembersState extends RowsState<MemberRow> {
  /** Shows the new role at once, and the old one again when that fails. */
  changeRole(row: MemberRow, role: Role): Promise<void>;
  remove(row: MemberRow): Promise<void>;
  transfer(row: MemberRow): Promise<void>;
  leave(tenantId: string): Promise<void>;
}

/** An island's list of a tenant's members, begun with what the server rendered. */
export function useMembers(slug: string, initial: Rows<MemberRow>): MembersState {
  const rows = useRows(initial, async (after) => {
    const page = await readMembers(browserDependencies().client, { slug, after, withInvitations: false });
    return page.kind === "failed" ? page : { kind: "data", data: page.data.members };
  });
  const changeRole = async (row: MemberRow, role: Role, isUndo = false) => {
    rows.put({ ...row, role });
    const input = { membershipId: row.id, role };
    const outcome = await runMutation(changeMemberRoleMutation, { input }, (data) => data.changeMemberRole);
    if (outcome.kind === "failed") {
      rows.put(row);
      return toast(`The role of ${row.person.name} is as it was. ${outcome.message}`, "error");
    }
    const { membership } = outcome.payload;
    rows.put(membership);
    const options = isUndo ? {} : { undo: () => changeRole(membership, row.role, true) };
    toast(`${row.person.name}: ${ROLE_TITLES[role]} now.`, "success", options);
  };
  const remove = async (row: MemberRow) => {
    const input = { membershipId: row.id };
    const outcome = await runMutation(removeMemberMutation, { input }, (data) => data.removeMember);
    if (outcome.kind === "failed") return toast(outcome.message, "error");
    rows.drop(row.id);
    toast(`${row.person.name} is no member any more.`, "success");
  };
  const transfer = async (row: MemberRow) => {
    const input = { membershipId: row.id };
    const outcome = await runMutation(transferOwnershipMutation, { input }, (data) => data.transferOwnership);
    if (outcome.kind === "failed") return toast(outcome.message, "error");
    // What the reader may do here is another thing now.
    location.reload();
  };
  const leave = async (tenantId: string) => {
    const outcome = await runMutation(leaveTenantMutation, { input: { tenantId } }, (data) => data.leaveTenant);
    if (outcome.kind === "failed") return toast(outcome.message, "error");
    location.assign("/");
  };
  return { ...rows, changeRole: (row, role) => changeRole(row, role), remove, transfer, leave };
}
