import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { browserClock } from "../browser/dependencies.ts";
import { focusFirstError } from "../forms/focus_first_error.ts";
import { type FormErrors, NO_ERRORS } from "../forms/form_errors.ts";
import { onDemand, OUTDATED } from "../forms/on_demand.ts";
import { browserDependencies } from "../graphql/dependencies.ts";
import { closeDialog } from "../components/Dialog.tsx";
import { CREATE_KEY_DIALOG, type CreatedKey } from "./CreateKeyDialog.tsx";
import type { CreateKeyOutcome } from "./create_key.ts";
import { type KeyValues, NEW_KEY, readKeyForm } from "./key_values.ts";
import { withDraft, withoutDraft, withSettled } from "./key_list.ts";
import type { KeyListState } from "./use_key_list.ts";

interface NewKeyShown {
  values: KeyValues;
  errors: FormErrors;
  created: CreatedKey | null;
}

export interface NewKeyState {
  readonly shown: Signal<NewKeyShown>;
  readonly pending: Signal<boolean>;
  submit(event: SubmitEvent): Promise<void>;
  /** The secret is where it belongs: forgets it. */
  stored(event: Event): void;
  close(): void;
}

/** The dialog that makes a key: the table shows it at once, and takes it back when that fails. */
export function useNewKey(
  projectId: string,
  { list }: Pick<KeyListState, "list">,
  posted: NewKeyShown | null,
): NewKeyState {
  const shown = useSignal<NewKeyShown>(posted ?? EMPTY);
  const pending = useSignal(false);
  const forget = () => {
    shown.value = EMPTY;
  };
  useEffect(() => {
    // Pages that were left may be kept whole, to be shown again by going back.
    addEventListener("pagehide", forget);
    return () => removeEventListener("pagehide", forget);
  }, []);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (pending.value) return;
    const form = event.currentTarget as HTMLFormElement;
    const values = readKeyForm(new FormData(form));
    const refuse = (errors: FormErrors) => {
      shown.value = { values, errors, created: null };
      focusFirstError(form);
    };
    const draft = crypto.randomUUID();
    const now = new Date(browserClock.now()).toISOString();
    pending.value = true;
    const outcome = await created(projectId, values, (input) => {
      list.value = withDraft(list.value, { id: draft, ...input, now });
    });
    pending.value = false;
    if (outcome.created === null) {
      list.value = withoutDraft(list.value, draft);
      return refuse(outcome.errors);
    }
    const { secret, ...key } = outcome.created;
    list.value = withSettled(list.value, draft, key);
    shown.value = { ...EMPTY, created: { name: key.name, secret } };
  };
  const stored = (event: Event) => {
    event.preventDefault();
    closeDialog(CREATE_KEY_DIALOG);
  };
  return { shown, pending, submit, stored, close: forget };
}

async function created(
  projectId: string,
  values: KeyValues,
  onAsked: (input: { name: string; expiresAt: string | null }) => void,
): Promise<CreateKeyOutcome> {
  // With the rules that fields are held against: more than the rest of the page, and wanted only now.
  const module = await onDemand(() => import("./create_key.ts"));
  if (module === null) return { values, errors: OUTDATED, created: null };
  const { client } = browserDependencies();
  return await module.createKey(client, { projectId, values }, { clock: browserClock, onAsked });
}

const EMPTY: NewKeyShown = { values: NEW_KEY, errors: NO_ERRORS, created: null };
