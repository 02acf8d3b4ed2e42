import type { ComponentChildren } from "preact";
import { Button } from "../components/Button.tsx";
import { closeDialog, Dialog, DialogClose } from "../components/Dialog.tsx";
import { Notice } from "../components/Notice.tsx";
import type { FormErrors } from "./form_errors.ts";
import { type SendOptions, useSend } from "./use_send.ts";

interface FormDialogProps<Payload> extends SendOptions<Payload> {
  /** Unique on the page; a `DialogTrigger` names it, and an address that ends in `#open-` and the id opens it. */
  id: string;
  title: string;
  /** On the button that sends it: the verb. */
  submit: string;
  /** Default false: a button that does what cannot be undone. */
  danger?: boolean;
  /** The fields, given what is wrong with them. */
  children: (errors: FormErrors) => ComponentChildren;
}

/** A form in a dialog, for islands: stays open until it is done, and says at its fields what is wrong. */
export function FormDialog<Payload>(props: FormDialogProps<Payload>) {
  const { id, title, submit, danger = false, children, ...options } = props;
  const form = useSend<Payload>({
    ...options,
    onDone: (payload, element) => {
      closeDialog(id);
      options.onDone(payload, element);
    },
  });
  return (
    <Dialog id={id} title={title} onClose={form.reset}>
      <form noValidate class="flex flex-col gap-4" onSubmit={form.submit} aria-busy={form.pending.value}>
        {form.errors.value.message && <Notice tone="error">{form.errors.value.message}</Notice>}
        {children(form.errors.value)}
        <div class="flex justify-end gap-2">
          <DialogClose dialog={id}>Cancel</DialogClose>
          <Button type="submit" tone={danger ? "danger" : "primary"} disabled={form.pending.value}>
            {form.pending.value ? "One moment …" : submit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
