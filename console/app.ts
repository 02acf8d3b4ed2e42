import { App, csp, csrf, staticFiles } from "fresh";
import { compressedFiles } from "./http/compressed_files.ts";
import { controlPlaneProxy } from "./http/control_plane_proxy.ts";
import { errorPage } from "./http/error_page.tsx";
import { faultLog } from "./http/fault_log.ts";
import { health } from "./http/health.ts";
import { requestIdentity } from "./http/request_identity.ts";
import { securityHeaders } from "./http/security_headers.ts";
import type { State } from "./state.ts";

/** What pages may load: our own files, and inline what bears the answer's nonce. Attributes of style never count. */
const POLICY = [
  "default-src 'none'",
  "style-src-attr 'none'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
];

/** The console: what every request goes through, in this order. */
export const app = new App<State>()
  // First, so that every answer and every line of the log has the request's id.
  .use(requestIdentity)
  .use(securityHeaders)
  // Outside the error page, so that it is under the policy too.
  .use(csp({ useNonce: true, csp: POLICY }))
  // For what is thrown before the routes; theirs is routes/_error.tsx.
  .onError("*", errorPage)
  .use(faultLog)
  .use(health)
  .use(compressedFiles)
  .use(staticFiles())
  // Before everything that a foreign site's form could reach with the reader's cookies, the proxied paths included.
  .use(csrf())
  .use(controlPlaneProxy)
  // Who is signed in is asked below `(app)` alone: routes/(app)/_middleware.ts.
  .fsRoutes();
