import { browserClock } from "../browser/dependencies.ts";
import { Checkbox } from "../components/Checkbox.tsx";
import { Field } from "../components/Field.tsx";
import { FormDialog } from "../forms/FormDialog.tsx";
import { createPersonalTokenMutation } from "../graphql/documents/tokens.ts";
import { runMutation } from "../graphql/run_mutation.ts";
import { ExpiryFields } from "../tokens/ExpiryFields.tsx";
import { readTokenForm, TOKEN_FIELDS } from "../tokens/read_token_form.ts";
import { ScopeBoxes } from "../tokens/ScopeBoxes.tsx";
import type { Issued } from "./use_personal_tokens.ts";

export const CREATE_TOKEN_DIALOG = "create-token";

interface CreateTokenDialogProps {
  tenants: readonly { id: string; name: string }[];
  onIssued: (issued: Issued) => void;
}

/** Asks what a new personal token is for, what it may do, where, and for how long. */
export function CreateTokenDialog({ tenants, onIssued }: CreateTokenDialogProps) {
  return (
    <FormDialog
      id={CREATE_TOKEN_DIALOG}
      title="New personal access token"
      submit="Make the token"
      fields={TOKEN_FIELDS}
      send={async (form) => {
        const read = readTokenForm(form, browserClock.now());
        if (read.kind === "invalid") return read;
        const { name, scopes, expiresAt } = read;
        const tenantIds = form.getAll("tenantIds").map(String);
        const input = { name, scopes, expiresAt, ...(tenantIds.length > 0 && { tenantIds }) };
        return await runMutation(createPersonalTokenMutation, { input }, (data) => data.createPersonalAccessToken);
      }}
      onDone={({ personalAccessToken, secret }) => onIssued({ row: personalAccessToken, secret })}
    >
      {(errors) => (
        <>
          <Field
            id="token-name"
            name="name"
            label="Name"
            hint="What it is for, such as the program that uses it."
            autocomplete="off"
            maxLength={64}
            required
            autofocus
            error={errors.fields["name"]}
          />
          <ScopeBoxes id="token-scopes" error={errors.fields["scopes"]} />
          {tenants.length > 1 && (
            <fieldset class="flex flex-col gap-1.5">
              <legend class="mb-1 text-sm font-medium">Only for these teams (none ticked: for all)</legend>
              {tenants.map(({ id, name }) => (
                <Checkbox key={id} id={`token-tenant-${id}`} name="tenantIds" value={id}>{name}</Checkbox>
              ))}
            </fieldset>
          )}
          <ExpiryFields id="token" errors={errors} />
        </>
      )}
    </FormDialog>
  );
}
