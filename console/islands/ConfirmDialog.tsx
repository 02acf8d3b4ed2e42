import type { ComponentChildren } from "preact";
import { useId, useRef } from "preact/hooks";

interface ConfirmDialogProps {
  /** On the button that opens the dialog. */
  trigger: string;
  /** The question, as its title. */
  title: string;
  /** What will happen. */
  children: ComponentChildren;
  /** On the button that does it: the verb, not "OK". */
  confirm: string;
  /** Where the form is posted to; default the page itself. */
  action?: string;
  /** What is posted with it. */
  fields?: Record<string, string>;
  /** Default true: what is confirmed is mostly what cannot be undone. */
  danger?: boolean;
  /** Inside islands: called in place of posting the form, after the dialog has closed. */
  onConfirm?: () => void;
}

/**
 * A button that asks before it posts its form. Browsers with invoker commands open and close the dialog by themselves, so
 * that it works without a script.
 */
export default function ConfirmDialog(props: ConfirmDialogProps) {
  const { trigger, title, children, confirm, action, fields = {}, danger = true, onConfirm } = props;
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  // For browsers without commands; with them it is open, or closed, by now.
  const open = () => dialog.current?.open === false && dialog.current.showModal();
  const close = () => dialog.current?.close();
  const submit = (event: SubmitEvent) => {
    if (onConfirm === undefined) return;
    event.preventDefault();
    close();
    onConfirm();
  };
  return (
    <>
      <button
        type="button"
        class={`btn btn-xs ${danger ? "btn-soft btn-error" : ""}`}
        {...command("show-modal", id)}
        onClick={() => requestAnimationFrame(open)}
      >
        {trigger}
      </button>
      <dialog id={id} ref={dialog} class="modal" aria-labelledby={`${id}-title`}>
        <form method="post" action={action} onSubmit={submit} class="modal-box max-w-md text-left whitespace-normal">
          {Object.entries(fields).map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />)}
          <h2 id={`${id}-title`} class="text-base font-semibold">{title}</h2>
          <div class="mt-2 text-sm text-muted">{children}</div>
          <div class="mt-5 flex justify-end gap-2">
            <button type="button" class="btn btn-sm" {...command("close", id)} onClick={close} autofocus>Cancel</button>
            <button type="submit" class={`btn btn-sm ${danger ? "btn-error" : "btn-primary"}`}>{confirm}</button>
          </div>
        </form>
      </dialog>
    </>
  );
}

/** The attributes under their names in HTML, which Preact's types do not know. */
function command(name: "show-modal" | "close", target: string): Record<string, string> {
  return { command: name, commandfor: target };
}
