import { App, csp, csrf, staticFiles } from "fresh";
import type { State } from "./state.ts";

export const app = new App<State>()
  .use(csp({ useNonce: true, csp: ["default-src 'none'", "connect-src 'self'", "style-src-attr 'none'"] }))
  .use(staticFiles())
  .use(csrf())
  .fsRoutes();
