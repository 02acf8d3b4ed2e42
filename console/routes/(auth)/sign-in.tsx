import { page } from "fresh";
import { AccountForm } from "../../components/AccountForm.tsx";
import { Field } from "../../components/Field.tsx";
import { Notice } from "../../components/Notice.tsx";
import { readForm } from "../../http/read_form.ts";
import { type FormProblems, missingFields, NO_PROBLEMS, problemsOf } from "../../session/account_fields.ts";
import { accountRequest } from "../../session/account_request.ts";
import { nextPath } from "../../session/next_path.ts";
import { redirectWithCookies } from "../../session/redirect_with_cookies.ts";
import { hasSessionCookie } from "../../session/session_cookie.ts";
import { readViewer } from "../../session/viewer.ts";
import { define } from "../../state.ts";

interface SignInData extends FormProblems {
  next: string;
  email: string;
  /** The password was just set anew. */
  wasReset: boolean;
  canSignUp: boolean;
}

export const handlers = define.handlers({
  async GET(ctx) {
    const { searchParams } = ctx.url;
    const next = nextPath(searchParams.get("next"));
    if (hasSessionCookie(ctx.req.headers) && (await readViewer(ctx.state.client)).kind === "viewer") {
      return ctx.redirect(next, 303);
    }
    const canSignUp = ctx.state.dependencies.config.signup === "open";
    return page<SignInData>({ ...NO_PROBLEMS, next, email: "", wasReset: searchParams.has("reset"), canSignUp });
  },

  async POST(ctx) {
    const form = await readForm(ctx.req);
    const next = nextPath(form.get("next"));
    const email = (form.get("email") ?? "").trim();
    const back = (problems: FormProblems, status: number) =>
      page<SignInData>({
        ...problems,
        next,
        email,
        wasReset: false,
        canSignUp: ctx.state.dependencies.config.signup === "open",
      }, { status });
    const errors = missingFields(form, { email: "Enter your e-mail address.", password: "Enter your password." });
    if (Object.keys(errors).length > 0) return back({ errors, problem: null }, 422);
    const outcome = await accountRequest(
      ctx,
      { path: "/sign-in/email", body: { email, password: form.get("password")! } },
      ctx.state.dependencies,
    );
    if (outcome.kind === "done") return redirectWithCookies(next, outcome);
    return back(problemsOf(outcome), outcome.status);
  },
});

export default define.page<typeof handlers>(({ data }) => {
  const query = data.next === "/" ? "" : `?next=${encodeURIComponent(data.next)}`;
  return (
    <AccountForm
      title="Sign in"
      problem={data.problem}
      submit="Sign in"
      footer={data.canSignUp && (
        <>
          New here? <a class="link" href={`/sign-up${query}`}>Create an account</a>
        </>
      )}
    >
      {data.wasReset && <Notice tone="success">Your password is changed. Sign in with the new one.</Notice>}
      <input type="hidden" name="next" value={data.next} />
      <Field
        name="email"
        label="E-mail"
        type="email"
        value={data.email}
        error={data.errors.email}
        autocomplete="username"
        autofocus={data.email === ""}
        required
        maxLength={254}
      />
      <Field
        name="password"
        label="Password"
        type="password"
        error={data.errors.password}
        autocomplete="current-password"
        autofocus={data.email !== ""}
        required
        maxLength={128}
        aside={<a class="link text-xs text-muted" href="/forgot-password">Forgot it?</a>}
      />
    </AccountForm>
  );
});
