import { useEffect } from "preact/hooks";
import { Button } from "./Button.tsx";
import { closeDialog, Dialog } from "./Dialog.tsx";
import { SecretOnce } from "./SecretOnce.tsx";

/** What is shown this once. */
export interface ShownSecret {
  /** Of the dialog: whose secret it is. */
  title: string;
  /** What kind of thing it is, as in "Token". */
  label: string;
  secret: string;
}

/** Shows a secret until the reader says that it is stored; Escape does not close it. For islands. */
export function SecretDialog({ shown, onStored }: { shown: ShownSecret | null; onStored: () => void }) {
  useEffect(() => {
    if (shown === null) return;
    // Pages that were left may be kept whole, to be shown again by going back.
    addEventListener("pagehide", onStored);
    return () => removeEventListener("pagehide", onStored);
  }, [shown]);
  if (shown === null) return null;
  return (
    <Dialog key={shown.secret} id="secret" title={shown.title} open locked onClose={onStored}>
      <div class="flex flex-col gap-4">
        <SecretOnce secret={shown.secret} label={shown.label} />
        <div class="flex justify-end">
          <Button tone="primary" onClick={() => closeDialog("secret")}>I have stored it</Button>
        </div>
      </div>
    </Dialog>
  );
}
