import { page } from "fresh";
import { Head } from "fresh/runtime";
import { AccountForm } from "../../components/AccountForm.tsx";
import { Field } from "../../components/Field.tsx";
import { readForm } from "../../http/read_form.ts";
import { type FormProblems, missingFields, NO_PROBLEMS, problemsOf } from "../../session/account_fields.ts";
import { accountRequest } from "../../session/account_request.ts";
import { define } from "../../state.ts";

interface ForgotPasswordData extends FormProblems {
  email: string;
  isSent: boolean;
}

export const handlers = define.handlers({
  GET: () => page<ForgotPasswordData>({ ...NO_PROBLEMS, email: "", isSent: false }),

  async POST(ctx) {
    const form = await readForm(ctx.req);
    const email = (form.get("email") ?? "").trim();
    const errors = missingFields(form, { email: "Enter your e-mail address." });
    if (Object.keys(errors).length > 0) {
      return page<ForgotPasswordData>({ errors, problem: null, email, isSent: false }, { status: 422 });
    }
    const body = { email, redirectTo: "/reset-password" };
    const outcome = await accountRequest(ctx, { path: "/request-password-reset", body }, ctx.state.dependencies);
    if (outcome.kind === "done") return page<ForgotPasswordData>({ ...NO_PROBLEMS, email, isSent: true });
    return page<ForgotPasswordData>({ ...problemsOf(outcome), email, isSent: false }, { status: outcome.status });
  },
});

export default define.page<typeof handlers>(({ data }) => {
  if (data.isSent) return <Sent email={data.email} />;
  return (
    <AccountForm
      title="Reset your password"
      intro="You get a link by mail. It is good for an hour."
      problem={data.problem}
      submit="Send the link"
      footer={<a class="link" href="/sign-in">Back to signing in</a>}
    >
      <Field
        name="email"
        label="E-mail"
        type="email"
        value={data.email}
        error={data.errors.email}
        autocomplete="username"
        autofocus
        required
        maxLength={254}
      />
    </AccountForm>
  );
});

/** The same for every address: who has an account here is nobody's business. */
function Sent({ email }: { email: string }) {
  return (
    <>
      <Head>
        <title>Look into your mail · Perpetuo</title>
      </Head>
      <h1 class="text-xl font-semibold tracking-tight">Look into your mail</h1>
      <p class="mt-2 text-muted">
        If <span class="font-medium break-words text-base-content">{email}</span>{" "}
        has an account here, a link to reset its password is on its way.
      </p>
      <p class="mt-5">
        <a class="link" href="/sign-in">Back to signing in</a>
      </p>
    </>
  );
}
