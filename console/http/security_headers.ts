import { define } from "../state.ts";

/** What every answer says beside its content security policy. */
export const securityHeaders = define.middleware(async (ctx) => {
  const answer = await ctx.next();
  // A redirect's or a proxied answer's headers may be immutable.
  const response = new Response(answer.body, answer);
  const { headers } = response;
  headers.set("x-content-type-options", "nosniff");
  headers.set("x-frame-options", "DENY");
  // Without a referrer browsers would send forms with `origin: null`, which says nothing to whoever checks it.
  headers.set("referrer-policy", "same-origin");
  headers.set("cross-origin-opener-policy", "same-origin");
  headers.set("permissions-policy", "camera=(), geolocation=(), microphone=()");
  if (isSecure(ctx.state)) headers.set("strict-transport-security", "max-age=31536000");
  // Pages are one reader's, and forms hold what they typed; what may be kept says so itself.
  if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
  return response;
});

/** Whether browsers reach the console by https alone. */
export function isSecure({ dependencies }: { dependencies: { config: { publicUrl: string } } }): boolean {
  return dependencies.config.publicUrl.startsWith("https:");
}
