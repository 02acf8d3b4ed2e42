import { HttpError } from "fresh";
import { Head } from "fresh/runtime";
import { Button } from "./Button.tsx";
import { Logo } from "./Logo.tsx";

/** What went wrong in words of ours, what to do, and the id under which the log has the rest. */
export function ErrorPage({ error, requestId }: { error: unknown; requestId: string }) {
  const { status, title, text } = explain(error);
  return (
    <main class="grid min-h-dvh place-items-center p-6">
      <Head>
        <title>{`${title} · Perpetuo`}</title>
      </Head>
      <div class="flex w-full max-w-md flex-col items-start gap-3">
        <a href="/" class="mb-4 rounded-field" aria-label="Perpetuo, start page">
          <Logo />
        </a>
        <p class="font-mono text-sm text-muted">{status}</p>
        <h1 class="text-2xl font-semibold tracking-tight">{title}</h1>
        <p class="text-muted">{text}</p>
        <div class="mt-2 flex gap-2">
          <Button href="/" tone="primary">Go to the start page</Button>
        </div>
        <p class="mt-6 text-xs text-muted">
          Request id <code class="select-all">{requestId}</code>
        </p>
      </div>
    </main>
  );
}

function explain(error: unknown): { status: number; title: string; text: string } {
  // The message of anything else may tell what is not for readers.
  if (!(error instanceof HttpError)) return { status: 500, ...FAULT };
  const { status, message } = error;
  if (status === 404) {
    return {
      status,
      title: "There is nothing here",
      text: "The address is mistyped, or what was here is gone or not yours to see.",
    };
  }
  if (status === 503) return { status, title: "Not available right now", text: message };
  if (status >= 500) return { status, ...FAULT };
  return { status, title: status === 403 ? "This is not allowed" : "This did not work", text: message };
}

const FAULT = {
  title: "Something broke",
  text: "It is not your doing. Try again; if it stays, give the request id to whoever runs this.",
};
