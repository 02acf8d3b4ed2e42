import { useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { browserFetch } from "../browser/dependencies.ts";
import { pageSession } from "../browser/page_session.ts";
import { Field } from "../components/Field.tsx";

/**
 * Asks for the password when the session ended under the page, and leaves everything on it as it is. As the same person
 * only: for another one the page would have to be read anew.
 */
export default function SessionExpiredDialog({ email }: { email: string }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const problem = useSignal<string | null>(null);
  const busy = useSignal(false);
  useSignalEffect(() => {
    if (!pageSession.expired.value) return dialog.current?.close();
    dialog.current?.showModal();
    return dialog.current === null ? undefined : keepOnTop(dialog.current);
  });
  const signIn = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    busy.value = true;
    problem.value = await signInAgain(email, String(new FormData(form).get("password")));
    busy.value = false;
    if (problem.value !== null) return;
    form.reset();
    pageSession.restored();
  };
  return (
    // Escape would leave a page behind whose every action fails; browsers let the second one through all the same.
    <dialog
      ref={dialog}
      class="modal"
      aria-labelledby="expired-title"
      onCancel={(event) => event.preventDefault()}
      onClose={() => pageSession.expired.value && dialog.current?.showModal()}
    >
      <form class="modal-box flex max-w-sm flex-col gap-3" onSubmit={signIn}>
        <h2 id="expired-title" class="text-base font-semibold">Your session has ended</h2>
        <p class="text-sm text-muted">Sign in again to go on. What you were writing stays as it is.</p>
        <Field
          id="expired-email"
          name="email"
          label="E-mail"
          type="email"
          value={email}
          readOnly
          autocomplete="username"
        />
        <Field
          id="expired-password"
          name="password"
          label="Password"
          type="password"
          autocomplete="current-password"
          required
          autofocus
          error={problem.value}
        />
        <div class="mt-2 flex items-center justify-between gap-2">
          <a href="/sign-in" class="link text-sm">Sign in as someone else</a>
          <button type="submit" class="btn btn-primary btn-sm" disabled={busy.value}>Sign in</button>
        </div>
      </form>
    </dialog>
  );
}

/** A dialog that was on its way when the session ended would cover this one, and nothing on the page could be used any more. */
function keepOnTop(dialog: HTMLDialogElement): () => void {
  const observer = new MutationObserver((changes) => {
    const isCovered = changes.some(({ target }) => target !== dialog && (target as HTMLDialogElement).open);
    if (!isCovered) return;
    // The one that is shown last is on top; what was typed stays.
    dialog.close();
    dialog.showModal();
  });
  observer.observe(document, { subtree: true, attributeFilter: ["open"] });
  return () => observer.disconnect();
}

/** Null when it worked, else why not. */
async function signInAgain(email: string, password: string): Promise<string | null> {
  try {
    const answer = await browserFetch("/api/auth/sign-in/email", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email, password }),
    });
    if (answer.ok) return null;
    if (answer.status === 401) return "This password is not right.";
    if (answer.status === 429) return "Too many attempts. Try again in a minute.";
    return "That did not work. Try again in a moment.";
  } catch {
    return "The console cannot be reached. Check the connection, then try again.";
  }
}
