import { browserClock } from "../browser/dependencies.ts";
import { Field } from "../components/Field.tsx";
import { FormDialog } from "../forms/FormDialog.tsx";
import { createServiceTokenMutation } from "../graphql/documents/service_accounts.ts";
import { runMutation } from "../graphql/run_mutation.ts";
import { ExpiryFields } from "../tokens/ExpiryFields.tsx";
import { readTokenForm, TOKEN_FIELDS } from "../tokens/read_token_form.ts";
import { ScopeBoxes } from "../tokens/ScopeBoxes.tsx";
import type { ServiceAccountRow } from "./read_service_accounts.ts";
import type { IssuedServiceToken } from "./use_service_accounts.ts";

interface CreateServiceTokenDialogProps {
  id: string;
  account: ServiceAccountRow;
  onIssued: (issued: IssuedServiceToken) => void;
}

/** Asks what a token of a service account may do, and for how long. */
export function CreateServiceTokenDialog({ id, account, onIssued }: CreateServiceTokenDialogProps) {
  return (
    <FormDialog
      id={id}
      title={`New token of “${account.name}”`}
      submit="Make the token"
      fields={TOKEN_FIELDS}
      send={async (form) => {
        const read = readTokenForm(form, browserClock.now());
        if (read.kind === "invalid") return read;
        const { name, scopes, expiresAt } = read;
        const input = { serviceAccountId: account.id, name, scopes, expiresAt };
        return await runMutation(createServiceTokenMutation, { input }, (data) => data.createServiceAccountToken);
      }}
      onDone={({ serviceAccountToken, secret }) => onIssued({ row: serviceAccountToken, secret })}
    >
      {(errors) => (
        <>
          <Field
            id={`${id}-name`}
            name="name"
            label="Name"
            autocomplete="off"
            maxLength={64}
            required
            autofocus
            error={errors.fields["name"]}
          />
          <ScopeBoxes id={`${id}-scopes`} error={errors.fields["scopes"]} />
          <ExpiryFields id={id} errors={errors} />
        </>
      )}
    </FormDialog>
  );
}
