import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Button, type ButtonTone } from "./Button.tsx";

interface DialogProps {
  /** Unique on the page; `DialogTrigger` and `DialogClose` name it. */
  id: string;
  title: string;
  children: ComponentChildren;
  /** Shown from the start: what a form that was posted without a script has led to. */
  open?: boolean;
  /** Escape does not close it: what it shows is seen only once. */
  locked?: boolean;
  onClose?: () => void;
}

/** A box over the page, for islands; its forms are empty again when it is closed. Browsers with invoker commands open and close it without a script. */
export function Dialog({ id, title, children, open = false, locked = false, onClose }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    // An address that ends in `#open-` and the dialog's id leads to it. In its id alone, it would be the document's target,
    // which the style sheet shows until another address is gone to.
    const openByHash = () => {
      if (location.hash !== `#open-${id}` || dialog.current?.open !== false) return;
      // Once only: what is shown next to a form that was sent is not the form again.
      history.replaceState(history.state, "", location.pathname + location.search);
      dialog.current.showModal();
    };
    if (open && dialog.current !== null) {
      // From the server it is open as a part of the page, with what is around it in reach. Not by `close()`, which is told
      // of as if the reader had closed it.
      dialog.current.removeAttribute("open");
      dialog.current.showModal();
    }
    openByHash();
    addEventListener("hashchange", openByHash);
    return () => removeEventListener("hashchange", openByHash);
  }, []);
  const closed = () => {
    // What was typed does not stay in the page: it may be a secret, and the dialog begins anew.
    for (const form of dialog.current?.querySelectorAll("form") ?? []) form.reset();
    onClose?.();
  };
  return (
    <dialog
      id={id}
      ref={dialog}
      open={open || undefined}
      {...(locked && { closedby: "none" })}
      class="modal"
      aria-labelledby={`${id}-title`}
      onCancel={(event) => locked && event.preventDefault()}
      onClose={closed}
    >
      <div class="modal-box max-w-lg text-left whitespace-normal">
        <h2 id={`${id}-title`} class="text-base font-semibold">{title}</h2>
        <div class="mt-3">{children}</div>
      </div>
    </dialog>
  );
}

interface DialogButtonProps {
  /** The dialog's id. */
  dialog: string;
  children: ComponentChildren;
  tone?: ButtonTone;
  size?: "small" | "normal";
  /** What the button is called for those who do not see what it stands beside. */
  label?: string;
}

/** Opens a dialog. */
export function DialogTrigger({ dialog, children, label, ...look }: DialogButtonProps) {
  // For browsers without commands; with them it is open by then.
  const open = () => {
    const element = document.getElementById(dialog) as HTMLDialogElement | null;
    requestAnimationFrame(() => element?.open === false && element.showModal());
  };
  return <Button {...look} {...command("show-modal", dialog)} aria-label={label} onClick={open}>{children}</Button>;
}

/** Closes the dialog that it stands in. */
export function DialogClose({ dialog, children, ...look }: Omit<DialogButtonProps, "label">) {
  // For browsers without commands; with them it is closed by then, and they complain of a command that comes too late.
  const close = () => requestAnimationFrame(() => closeDialog(dialog));
  return <Button {...look} {...command("close", dialog)} onClick={close}>{children}</Button>;
}

export function closeDialog(id: string): void {
  (document.getElementById(id) as HTMLDialogElement | null)?.close();
}

/** The attributes under their names in HTML, which Preact's types do not know. */
function command(name: "show-modal" | "close", target: string): Record<string, string> {
  return { command: name, commandfor: target };
}
