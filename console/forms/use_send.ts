import { type Signal, useSignal } from "@preact/signals";
import type { Failure } from "../graphql/failure.ts";
import { focusFirstError } from "./focus_first_error.ts";
import { type FormErrors, formErrors, NO_ERRORS } from "./form_errors.ts";

/** What came of sending a form: done, refused by the API, or held back by what is seen to be wrong before. */
export type SendOutcome<Payload> =
  | { kind: "done"; payload: Payload }
  | Failure
  | { kind: "invalid"; errors: FormErrors };

export interface SendOptions<Payload> {
  /** The names of the form's fields: what the API says of them stands at them. */
  fields: readonly string[];
  send: (form: FormData) => Promise<SendOutcome<Payload>>;
  onDone: (payload: Payload, form: HTMLFormElement) => void;
}

export interface Send {
  readonly errors: Signal<FormErrors>;
  readonly pending: Signal<boolean>;
  submit(event: SubmitEvent): Promise<void>;
  /** Forgets what was wrong. */
  reset(): void;
}

/** Sends an island's form, once at a time, and brings the reader to what is wrong with it. */
export function useSend<Payload>({ fields, send, onDone }: SendOptions<Payload>): Send {
  const errors = useSignal<FormErrors>(NO_ERRORS);
  const pending = useSignal(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (pending.value) return;
    const form = event.currentTarget as HTMLFormElement;
    pending.value = true;
    const outcome = await send(new FormData(form));
    pending.value = false;
    if (outcome.kind === "done") {
      errors.value = NO_ERRORS;
      return onDone(outcome.payload, form);
    }
    errors.value = outcome.kind === "invalid" ? outcome.errors : formErrors(outcome, fields);
    focusFirstError(form);
  };
  return { errors, pending, submit, reset: () => errors.value = NO_ERRORS };
}

/** A field's text without the spaces around it. */
export function textOf(form: Pick<FormData, "get">, name: string): string {
  return String(form.get(name) ?? "").trim();
}
