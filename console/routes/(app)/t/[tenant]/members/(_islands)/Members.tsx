import { Card } from "../../../../../../components/Card.tsx";
import { DialogTrigger } from "../../../../../../components/Dialog.tsx";
import { EmptyState } from "../../../../../../components/EmptyState.tsx";
import { SecretDialog } from "../../../../../../components/SecretDialog.tsx";
import type { Rows } from "../../../../../../lists/rows.ts";
import { MoreRows } from "../../../../../../lists/MoreRows.tsx";
import { InvitationTable } from "../../../../../../members/InvitationTable.tsx";
import { INVITE_DIALOG, InviteDialog } from "../../../../../../members/InviteDialog.tsx";
import { MemberTable } from "../../../../../../members/MemberTable.tsx";
import type { InvitationRow, MemberRow } from "../../../../../../members/read_members.ts";
import { useInvitations } from "../../../../../../members/use_invitations.ts";
import { useMembers } from "../../../../../../members/use_members.ts";
import { managedRoles } from "../../../../../../session/roles.ts";
import { ErrorBoundary } from "../../../../../../feedback/ErrorBoundary.tsx";

export interface MembersProps {
  tenant: { id: string; slug: string; name: string };
  viewer: { email: string; role: string };
  /** Of the page itself. */
  path: string;
  members: Rows<MemberRow>;
  /** Null for those who may not see them. */
  invitations: Rows<InvitationRow> | null;
}

/** A tenant's members, and whoever is invited to be one. */
export default function Members({ tenant, viewer, path, members, invitations }: MembersProps) {
  const state = useMembers(tenant.slug, members);
  const invited = useInvitations(tenant.slug, invitations ?? { rows: [], next: null });
  const roles = managedRoles(viewer.role);
  const invite = <DialogTrigger dialog={INVITE_DIALOG} tone="primary">Invite a member</DialogTrigger>;
  const link = invited.link.value;
  return (
    <ErrorBoundary what="The list of members">
      <div class="flex flex-col gap-4">
        <Card title="Members" actions={invitations !== null && invite} flush>
          <MemberTable tenant={tenant} rows={state.list.value.rows} viewer={viewer} state={state} />
          <MoreRows state={state} path={path} what="members" />
        </Card>
        {invitations !== null && (
          <Card title="Invitations" flush>
            {invited.list.value.rows.length === 0
              ? (
                <EmptyState title="Nobody is invited">
                  Whoever you invite gets a link, and is a member once they have signed in with the invited address.
                </EmptyState>
              )
              : <InvitationTable rows={invited.list.value.rows} roles={roles} state={invited} />}
            <MoreRows state={invited} path={path} what="invitations" />
          </Card>
        )}
        {invitations !== null && <InviteDialog tenantId={tenant.id} roles={roles} onSent={invited.sent} />}
        <SecretDialog
          shown={link && {
            title: `Hand this link to ${link.invitation.email}`,
            label: "Invitation link",
            secret: link.acceptUrl,
          }}
          onStored={() => invited.link.value = null}
        />
      </div>
    </ErrorBoundary>
  );
}
