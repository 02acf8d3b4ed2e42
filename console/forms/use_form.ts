import { type Signal, useSignal } from "@preact/signals";
import { focusFirstError } from "./focus_first_error.ts";
import { type FormErrors, NO_ERRORS } from "./form_errors.ts";

export interface FormState {
  readonly errors: Signal<FormErrors>;
  /** Whether an answer is on its way. */
  readonly pending: Signal<boolean>;
  submit(event: SubmitEvent): Promise<void>;
}

/**
 * An island's form. `send` gives what is wrong, or null when all is done; the form stays as it is filled in either way, so
 * that a session which ended costs nothing.
 */
export function useForm(
  send: (form: FormData) => Promise<FormErrors | null>,
  posted: FormErrors = NO_ERRORS,
): FormState {
  const errors = useSignal(posted);
  const pending = useSignal(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (pending.value) return;
    const form = event.currentTarget as HTMLFormElement;
    // With the button that was pressed, which may say what is to be done.
    const values = new FormData(form, event.submitter);
    pending.value = true;
    const refused = await send(values);
    pending.value = false;
    errors.value = refused ?? NO_ERRORS;
    if (refused !== null) focusFirstError(form);
  };
  return { errors, pending, submit };
}
