import { readForm } from "../http/read_form.ts";
import { isSecure } from "../http/security_headers.ts";
import { nextPath } from "../session/next_path.ts";
import { keepTheme, parseTheme } from "../session/theme.ts";
import { define } from "../state.ts";

export const handlers = define.handlers({
  /** Takes the choice of the user menu and goes back to the page that it was made on. */
  async POST(ctx) {
    const form = await readForm(ctx.req);
    const headers = new Headers({ location: nextPath(form.get("next")) });
    const theme = parseTheme(form.get("theme"));
    if (theme !== null) keepTheme(headers, theme, isSecure(ctx.state));
    return new Response(null, { status: 303, headers });
  },
});
