import { Field } from "../components/Field.tsx";
import { FormDialog } from "../forms/FormDialog.tsx";
import { type SendOutcome, textOf } from "../forms/use_send.ts";

interface RotateTokenDialogProps<Payload> {
  id: string;
  name: string;
  rotate: (graceHours: number) => Promise<SendOutcome<Payload>>;
  onDone: (payload: Payload) => void;
}

/** Asks how long the secret before holds besides the new one. */
export function RotateTokenDialog<Payload>({ id, name, rotate, onDone }: RotateTokenDialogProps<Payload>) {
  return (
    <FormDialog
      id={id}
      title={`A new secret for “${name}”`}
      submit="Make the new secret"
      fields={["graceHours"]}
      send={async (form) => {
        const hours = textOf(form, "graceHours");
        if (!/^\d{1,3}$/.test(hours) || Number(hours) > GRACE_HOURS_MAX) {
          return {
            kind: "invalid",
            errors: { message: null, fields: { graceHours: "A whole number from 0 to 168." } },
          };
        }
        return await rotate(Number(hours));
      }}
      onDone={onDone}
    >
      {({ fields }) => (
        <Field
          id={`${id}-hours`}
          name="graceHours"
          label="Hours that the old secret holds too"
          hint="Time to change over: 0 to 168. With 0 the old one is dead at once."
          inputMode="numeric"
          autocomplete="off"
          defaultValue="24"
          autofocus
          error={fields["graceHours"]}
        />
      )}
    </FormDialog>
  );
}

const GRACE_HOURS_MAX = 168;
