import { HttpError } from "fresh";
import { ErrorPage } from "../components/ErrorPage.tsx";
import { define } from "../state.ts";

/** The error page as a handler: for what is thrown where no route is near. */
export const errorPage = define.middleware((ctx) => {
  const status = ctx.error instanceof HttpError ? ctx.error.status : 500;
  return ctx.render(<ErrorPage error={ctx.error} requestId={ctx.state.requestId} />, { status });
});
