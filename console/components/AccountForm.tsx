import type { ComponentChildren } from "preact";
import { Head } from "fresh/runtime";
import { Button } from "./Button.tsx";
import { Notice } from "./Notice.tsx";

interface AccountFormProps {
  title: string;
  intro?: ComponentChildren;
  /** What is wrong as a whole; what is wrong with a field stands at the field. */
  problem?: string | null;
  /** On the button. */
  submit: string;
  /** Posted to the page itself. */
  children: ComponentChildren;
  /** Below the form: where else to go. */
  footer?: ComponentChildren;
}

/** A page of signing in and up: a title, a form that needs no script, and links. */
export function AccountForm({ title, intro, problem, submit, children, footer }: AccountFormProps) {
  return (
    <>
      <Head>
        <title>{`${title} · Perpetuo`}</title>
      </Head>
      <h1 class="text-xl font-semibold tracking-tight">{title}</h1>
      {intro && <p class="mt-1 text-muted">{intro}</p>}
      <form method="post" class="mt-5 flex flex-col gap-4">
        {problem && <Notice tone="error">{problem}</Notice>}
        {children}
        <Button type="submit" tone="primary" size="large" wide>{submit}</Button>
      </form>
      {footer && <div class="mt-5 text-sm text-muted">{footer}</div>}
    </>
  );
}
