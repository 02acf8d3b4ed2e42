import { page } from "fresh";
import { Head } from "fresh/runtime";
import { AccountForm } from "../../components/AccountForm.tsx";
import { Field } from "../../components/Field.tsx";
import { readForm } from "../../http/read_form.ts";
import { type FormProblems, missingFields, NO_PROBLEMS, problemsOf } from "../../session/account_fields.ts";
import { accountRequest } from "../../session/account_request.ts";
import { define } from "../../state.ts";

interface ResetPasswordData extends FormProblems {
  /** Out of the link; empty when the link does not do. */
  token: string;
}

export const handlers = define.handlers({
  /** Where the link of the mail leads, by way of the control plane, which has looked at the token. */
  GET(ctx) {
    const { searchParams } = ctx.url;
    return page<ResetPasswordData>({
      ...NO_PROBLEMS,
      token: searchParams.has("error") ? "" : searchParams.get("token") ?? "",
    });
  },

  async POST(ctx) {
    const form = await readForm(ctx.req);
    const token = form.get("token") ?? "";
    const errors = missingFields(form, { password: "Choose a password." });
    if (Object.keys(errors).length > 0) {
      return page<ResetPasswordData>({ errors, problem: null, token }, { status: 422 });
    }
    const body = { token, newPassword: form.get("password")! };
    const outcome = await accountRequest(ctx, { path: "/reset-password", body }, ctx.state.dependencies);
    if (outcome.kind === "done") return ctx.redirect("/sign-in?reset", 303);
    return page<ResetPasswordData>({ ...problemsOf(outcome), token }, { status: outcome.status });
  },
});

export default define.page<typeof handlers>(({ data }) => {
  if (data.token === "") return <Unusable />;
  return (
    <AccountForm
      title="Choose a new password"
      intro="Whoever is signed in to your account is signed out then, you included."
      problem={data.problem}
      submit="Change the password"
      footer={<a class="link" href="/forgot-password">Ask for a new link</a>}
    >
      <input type="hidden" name="token" value={data.token} />
      <Field
        name="password"
        label="New password"
        type="password"
        hint="At least 8 characters."
        error={data.errors.password}
        autocomplete="new-password"
        autofocus
        required
        minLength={8}
        maxLength={128}
      />
    </AccountForm>
  );
});

function Unusable() {
  return (
    <>
      <Head>
        <title>This link cannot be used · Perpetuo</title>
      </Head>
      <h1 class="text-xl font-semibold tracking-tight">This link cannot be used</h1>
      <p class="mt-2 text-muted">It was used already, is older than an hour, or is not whole.</p>
      <p class="mt-5">
        <a class="link" href="/forgot-password">Ask for a new link</a>
      </p>
    </>
  );
}
