import { Field } from "../components/Field.tsx";
import { SelectField } from "../components/SelectField.tsx";
import { FormDialog } from "../forms/FormDialog.tsx";
import { textOf } from "../forms/use_send.ts";
import { eraseEndUserMutation } from "../graphql/documents/settings.ts";
import { runMutation } from "../graphql/run_mutation.ts";
import type { ErasureRow } from "./read_settings.ts";

export const ERASE_DIALOG = "erase-end-user";

interface EraseDialogProps {
  tenantId: string;
  projects: readonly { id: string; name: string }[];
  onBegun: (row: ErasureRow) => void;
}

/** Asks whose data is erased, twice. */
export function EraseDialog({ tenantId, projects, onBegun }: EraseDialogProps) {
  return (
    <FormDialog
      id={ERASE_DIALOG}
      title="Erase an end user's data"
      submit="Erase it for good"
      danger
      fields={["endUser", "confirmEndUser", "projectId"]}
      send={async (form) => {
        const endUser = textOf(form, "endUser");
        const confirmEndUser = textOf(form, "confirmEndUser");
        const fields = {
          ...(endUser === "" && { endUser: "Enter the end user as requests name it." }),
          ...(endUser !== confirmEndUser && { confirmEndUser: "This is not the same." }),
        };
        if (Object.keys(fields).length > 0) return { kind: "invalid", errors: { message: null, fields } };
        const input = { tenantId, endUser, confirmEndUser, projectId: textOf(form, "projectId") || null };
        return await runMutation(eraseEndUserMutation, { input }, (data) => data.eraseEndUser);
      }}
      onDone={({ erasure }) => onBegun(erasure)}
    >
      {({ fields }) => (
        <>
          <p class="text-muted">
            Records of this end user's requests, captured prompts and answers, and what usage says of the end user are
            deleted, up to now. It cannot be brought back.
          </p>
          <Field
            id="erase-end-user-name"
            name="endUser"
            label="End user"
            hint="As requests name it: the field user, or the header x-perpetuo-user."
            autocomplete="off"
            spellcheck={false}
            autofocus
            required
            maxLength={256}
            error={fields["endUser"]}
          />
          <Field
            id="erase-end-user-again"
            name="confirmEndUser"
            label="The same once more"
            autocomplete="off"
            spellcheck={false}
            required
            maxLength={256}
            error={fields["confirmEndUser"]}
          />
          <SelectField
            id="erase-project"
            name="projectId"
            label="Where"
            options={[
              { value: "", title: "In every project" },
              ...projects.map(({ id, name }) => ({ value: id, title: name })),
            ]}
            chosen=""
            error={fields["projectId"]}
          />
        </>
      )}
    </FormDialog>
  );
}
