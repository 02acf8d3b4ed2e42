import { Field } from "../components/Field.tsx";
import { SelectField } from "../components/SelectField.tsx";
import { FormDialog } from "../forms/FormDialog.tsx";
import { textOf } from "../forms/use_send.ts";
import { createServiceAccountMutation } from "../graphql/documents/service_accounts.ts";
import { runMutation } from "../graphql/run_mutation.ts";
import { type Role, ROLE_TITLES } from "../session/roles.ts";
import type { ServiceAccountRow } from "./read_service_accounts.ts";

export const CREATE_SERVICE_ACCOUNT_DIALOG = "create-service-account";

/** No service account owns a team. */
export const SERVICE_ROLES = ["ADMIN", "DEVELOPER", "VIEWER"] as const satisfies readonly Role[];

interface CreateServiceAccountDialogProps {
  tenantId: string;
  onCreated: (row: ServiceAccountRow) => void;
}

/** Asks for a service account's name and role. */
export function CreateServiceAccountDialog({ tenantId, onCreated }: CreateServiceAccountDialogProps) {
  return (
    <FormDialog
      id={CREATE_SERVICE_ACCOUNT_DIALOG}
      title="New service account"
      submit="Create it"
      fields={["name", "role"]}
      send={async (form) => {
        const name = textOf(form, "name");
        if (name === "") {
          return { kind: "invalid", errors: { message: null, fields: { name: "Say what it is for." } } };
        }
        const input = { tenantId, name, role: textOf(form, "role") as Role };
        return await runMutation(createServiceAccountMutation, { input }, (data) => data.createServiceAccount);
      }}
      onDone={({ serviceAccount }) => onCreated({ ...serviceAccount, tokens: [] })}
    >
      {({ fields }) => (
        <>
          <Field
            id="service-account-name"
            name="name"
            label="Name"
            hint="Of the pipeline or program that acts by it. Shown wherever it did something."
            autocomplete="off"
            maxLength={64}
            required
            autofocus
            error={fields["name"]}
          />
          <SelectField
            id="service-account-role"
            name="role"
            label="Role"
            options={SERVICE_ROLES.map((role) => ({ value: role, title: ROLE_TITLES[role] }))}
            chosen="DEVELOPER"
            hint="The most that its tokens may; each token's scopes narrow it."
            error={fields["role"]}
          />
        </>
      )}
    </FormDialog>
  );
}
