import { page } from "fresh";
import { Head } from "fresh/runtime";
import { AccountForm } from "../../components/AccountForm.tsx";
import { Field } from "../../components/Field.tsx";
import { readForm } from "../../http/read_form.ts";
import { type FormProblems, missingFields, NO_PROBLEMS, problemsOf } from "../../session/account_fields.ts";
import { accountRequest } from "../../session/account_request.ts";
import { invitationTokenOf } from "../../session/invitation_path.ts";
import { nextPath } from "../../session/next_path.ts";
import { redirectWithCookies } from "../../session/redirect_with_cookies.ts";
import { define } from "../../state.ts";

interface SignUpData extends FormProblems {
  next: string;
  name: string;
  email: string;
}

export const handlers = define.handlers({
  GET: (ctx) =>
    page<SignUpData>({ ...NO_PROBLEMS, next: nextPath(ctx.url.searchParams.get("next")), name: "", email: "" }),

  async POST(ctx) {
    const form = await readForm(ctx.req);
    const next = nextPath(form.get("next"));
    const name = (form.get("name") ?? "").trim();
    const email = (form.get("email") ?? "").trim();
    const back = (problems: FormProblems, status: number) =>
      page<SignUpData>({ ...problems, next, name, email }, { status });
    const errors = missingFields(form, {
      name: "Enter your name.",
      email: "Enter your e-mail address.",
      password: "Choose a password.",
    });
    if (Object.keys(errors).length > 0) return back({ errors, problem: null }, 422);
    // Whoever comes by an invitation passes where sign-up is by invitation.
    const invitationToken = invitationTokenOf(next);
    const body = { name, email, password: form.get("password")!, ...(invitationToken && { invitationToken }) };
    const outcome = await accountRequest(
      ctx,
      { path: "/sign-up/email", body },
      ctx.state.dependencies,
    );
    if (outcome.kind === "done") return redirectWithCookies(next, outcome);
    return back(problemsOf(outcome), outcome.status);
  },
});

export default define.page<typeof handlers>(({ data, state }) => {
  const { signup } = state.dependencies.config;
  const isInvited = signup === "invite" && invitationTokenOf(data.next) !== null;
  if (signup !== "open" && !isInvited) return <SignUpClosed signup={signup} />;
  return (
    <AccountForm
      title="Create an account"
      problem={data.problem}
      submit="Create the account"
      footer={
        <>
          You have one? <SignInLink />
        </>
      }
    >
      <input type="hidden" name="next" value={data.next} />
      <Field
        name="name"
        label="Name"
        value={data.name}
        error={data.errors.name}
        autocomplete="name"
        autofocus
        required
        maxLength={64}
      />
      <Field
        name="email"
        label="E-mail"
        type="email"
        value={data.email}
        error={data.errors.email}
        autocomplete="username"
        required
        maxLength={254}
      />
      <Field
        name="password"
        label="Password"
        type="password"
        hint="At least 8 characters."
        error={data.errors.password}
        autocomplete="new-password"
        required
        minLength={8}
        maxLength={128}
      />
    </AccountForm>
  );
});

function SignUpClosed({ signup }: { signup: "invite" | "off" }) {
  return (
    <>
      <Head>
        <title>Create an account · Perpetuo</title>
      </Head>
      <h1 class="text-xl font-semibold tracking-tight">
        {signup === "invite" ? "Accounts are made by invitation" : "No new accounts here"}
      </h1>
      <p class="mt-2 text-muted">
        {signup === "invite"
          ? "Ask an owner of your team to invite you."
          : "Whoever runs this installation has closed it to new accounts."}
      </p>
      <p class="mt-5 text-muted">
        You have an account? <SignInLink />
      </p>
    </>
  );
}

function SignInLink() {
  return <a class="link" href="/sign-in">Sign in</a>;
}
