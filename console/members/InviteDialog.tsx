import { Field } from "../components/Field.tsx";
import { SelectField } from "../components/SelectField.tsx";
import { FormDialog } from "../forms/FormDialog.tsx";
import { textOf } from "../forms/use_send.ts";
import { inviteMemberMutation } from "../graphql/documents/members.ts";
import { runMutation } from "../graphql/run_mutation.ts";
import { type Role, ROLE_TITLES } from "../session/roles.ts";
import type { SentInvitation } from "./use_invitations.ts";

export const INVITE_DIALOG = "invite-member";

interface InviteDialogProps {
  tenantId: string;
  roles: readonly Role[];
  onSent: (sent: SentInvitation) => void;
}

/** Asks who is invited, and as what. */
export function InviteDialog({ tenantId, roles, onSent }: InviteDialogProps) {
  return (
    <FormDialog
      id={INVITE_DIALOG}
      title="Invite a member"
      submit="Invite"
      fields={["email", "role"]}
      send={async (form) => {
        const email = textOf(form, "email");
        if (email === "") {
          return { kind: "invalid", errors: { message: null, fields: { email: "Enter an e-mail address." } } };
        }
        const input = { tenantId, email, role: textOf(form, "role") as Role };
        return await runMutation(inviteMemberMutation, { input }, (data) => data.inviteMember);
      }}
      onDone={({ sent }) => onSent(sent)}
    >
      {({ fields }) => (
        <>
          <Field
            id="invite-email"
            name="email"
            label="E-mail"
            type="email"
            autocomplete="off"
            hint="They join by a link, signed in with this address. It holds for 7 days."
            autofocus
            required
            maxLength={254}
            error={fields["email"]}
          />
          <SelectField
            id="invite-role"
            name="role"
            label="Role"
            options={roles.map((role) => ({ value: role, title: `${ROLE_TITLES[role]}: ${MAY[role]}` }))}
            chosen="DEVELOPER"
            error={fields["role"]}
          />
        </>
      )}
    </FormDialog>
  );
}

const MAY: Readonly<Record<Role, string>> = {
  OWNER: "everything, owners included",
  ADMIN: "members, providers, policies",
  DEVELOPER: "projects, routes, keys, publishing",
  VIEWER: "looks",
};
