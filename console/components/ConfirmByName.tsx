import type { ComponentChildren } from "preact";
import { useSignal } from "@preact/signals";
import { Button } from "./Button.tsx";
import { closeDialog, Dialog, DialogClose, DialogTrigger } from "./Dialog.tsx";
import { Field } from "./Field.tsx";

interface ConfirmByNameProps {
  /** Unique on the page. */
  id: string;
  /** On the button that asks. */
  trigger: string;
  /** The question. */
  title: string;
  /** What will happen. */
  children: ComponentChildren;
  /** What has to be typed: the name of what it is about. */
  name: string;
  /** On the button that does it: the verb. */
  confirm: string;
  /** What is posted, besides `confirmation`, where there is no script. */
  fields: Record<string, string>;
  /** Called in place of posting the form, after the dialog has closed. */
  onConfirm: () => void;
}

/** A button for what cannot be undone: it asks for the name of what is meant. For islands; works without their script. */
export function ConfirmByName(props: ConfirmByNameProps) {
  const { id, trigger, title, children, name, confirm, fields, onConfirm } = props;
  const error = useSignal<string | null>(null);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    if (!isConfirmed(new FormData(form).get("confirmation"), name)) {
      error.value = "This is not its name.";
      form.querySelector<HTMLElement>("[name=confirmation]")?.focus();
      return;
    }
    closeDialog(id);
    // The button that asked may be gone in a moment, and the focus with it.
    form.closest<HTMLElement>("[role=region]")?.focus();
    onConfirm();
  };
  return (
    <>
      <DialogTrigger dialog={id} size="small" label={`${trigger} ${name}`}>{trigger}</DialogTrigger>
      <Dialog id={id} title={title} onClose={() => error.value = null}>
        <form method="post" onSubmit={submit} noValidate class="flex flex-col gap-4">
          {Object.entries({ ...fields, name }).map(([key, value]) => (
            <input key={key} type="hidden" name={key} value={value} />
          ))}
          <div class="text-muted">{children}</div>
          <Field
            id={`${id}-confirmation`}
            name="confirmation"
            label="Type its name to confirm"
            hint={<code class="select-all">{name}</code>}
            autocomplete="off"
            spellcheck={false}
            autofocus
            required
            error={error.value}
          />
          <div class="flex justify-end gap-2">
            <DialogClose dialog={id}>Cancel</DialogClose>
            <Button type="submit" tone="danger">{confirm}</Button>
          </div>
        </form>
      </Dialog>
    </>
  );
}

/** Whether what was typed is the name; spaces around it do not count. */
export function isConfirmed(typed: unknown, name: string): boolean {
  return typeof typed === "string" && typed.trim() === name.trim();
}
